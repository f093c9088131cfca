import type { LogLine } from '../../contracts/cluster.ts';
import { nodeLog } from '../../node-logs/follow.ts';
import { logKnowledge, type NodeLogKnowledge, nodeLogName } from '../../node-logs/source.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { redactText } from '../../text/redact.ts';
import { type MarkedLine, markLine } from '../../tools/log/rules.ts';
import { exitCodes } from '../failure.ts';
import { type LookOptions, withNode } from './with-node.ts';

/** What the command line says about a node's log. */
export interface NodeLogOptions {
  readonly follow?: boolean;
  readonly tail?: number;
  readonly since?: string;
  readonly filter?: string;
  readonly output?: 'text' | 'json';
}

const signs = { sick: '!', odd: '?', healthy: '+', note: ' ' } as const;

/**
 * `plumbline node logs NODE [LOG]`. Resolves to the exit code: 0 when lines were read and none is known to be sick, 1 when
 * one is, 3 when the log could not be read.
 */
export async function nodeLogs(node: string, log: string, options: LookOptions & NodeLogOptions): Promise<number> {
  const name = nodeLogName(log);
  const known = logKnowledge(name);
  const { follow = false, tail = 200, since, filter = '', output } = options;
  return await withNode(node, options, async ({ nodes }, signal) => {
    await nodes.way(node, { files: true });
    let read = 0;
    let sick = 0;
    for await (const line of nodeLog(nodes.runner(node, { files: true }), { name, follow, tail, since, signal })) {
      if (line.notice) {
        process.stderr.write(`plumbline: ${safeLine(line.text)}.\n`);
        continue;
      }
      read += 1;
      const marked = markOf(line, known);
      if (marked?.mark === 'sick') sick += 1;
      if (filter !== '' && !line.text.toLowerCase().includes(filter.toLowerCase())) continue;
      process.stdout.write(output === 'json' ? jsonLine(line, marked) : textLine(line, marked));
    }
    if (read === 0) return exitCodes.couldNotTest;
    return sick > 0 ? exitCodes.doesNot : exitCodes.works;
  });
}

function markOf({ text }: LogLine, { line, rules }: NodeLogKnowledge): MarkedLine | undefined {
  const read = line(text);
  return read === undefined ? undefined : markLine(read, rules);
}

function textLine({ text }: LogLine, marked: MarkedLine | undefined): string {
  const sign = marked?.mark === undefined ? ' ' : signs[marked.mark];
  const meaning = marked?.meaning === undefined || marked.mark === 'note' ? '' : `\n  -> ${safeLine(marked.meaning)}`;
  return `${sign} ${safeLine(redactText(text))}${meaning}\n`;
}

function jsonLine({ text }: LogLine, marked: MarkedLine | undefined): string {
  const { mark = null, meaning = null, level = null } = marked ?? {};
  return `${JSON.stringify({ apiVersion: 'plumbline/v1', kind: 'NodeLogLine', text: redactText(text), level, mark, meaning })}\n`;
}
