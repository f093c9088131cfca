import type { ToolOutput } from '../../world/cni/plan.ts';
import { feed, quote } from './quote.ts';

/*
 * The programs of a CNI that the lab cannot really run: what they print is written down per node, under the words that
 * they are called with, and one script stands for all of them.
 */

/** Where the script lies. */
export const cniTool = '/run/lab/bin/cni-tool';

const folderOf = (node: string): string => `/run/lab/tools/${node}`;

export const cniToolScript = `#!/bin/sh
words=\${0##*/}
for word; do words="$words $word"; done
answer=/run/lab/tools/$(hostname)/$words/answer
[ -e "$answer" ] || { echo "\${0##*/}: not part of the demo: $words" >&2; exit 1; }
cat "$answer.error" >&2
cat "$answer"
[ ! -e "$answer.goes-on" ] || exec sleep 3600
read -r code <"$answer.code"
exit "$code"
`;

/** Writes down what a program prints on a node when it is called with these words. */
export function toolOutputScript(node: string, words: string, output: ToolOutput): string {
  const { stdout, stderr = '', code = 0, goesOn = false } = output;
  const folder = quote(`${folderOf(node)}/${words}`);
  return [
    `mkdir -p ${folder}`,
    stdout === '' ? `: >${folder}/answer` : feed(`cat >${folder}/answer`, stdout.replace(/\n$/, '')),
    stderr === '' ? `: >${folder}/answer.error` : feed(`cat >${folder}/answer.error`, stderr.replace(/\n$/, '')),
    `echo ${code} >${folder}/answer.code`,
    goesOn ? `: >${folder}/answer.goes-on` : `rm -f ${folder}/answer.goes-on`,
  ].join('\n');
}
