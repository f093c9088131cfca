import type { NodeWay } from '../../../src/contracts/node.ts';
import type { RunEnd, RunLine, Runner, RunOptions } from '../../../src/contracts/runner.ts';

/** What a program of a recorded node prints, and how it ends: well, unless said otherwise. */
export interface Recorded {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly end?: RunEnd;
  readonly truncated?: boolean;
}

/** A node whose programs print what was recorded, by their command line ('sudo ' before those that ask for it). */
export function recordedNode(programs: Readonly<Record<string, Recorded>>): Runner & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    place: { kind: 'node', text: 'node worker-1 over ssh' },
    commandLine: (argv) => `ssh worker-1 ${argv.join(' ')}`,
    run(argv, options: RunOptions) {
      const line = `${options.sudo === true ? 'sudo ' : ''}${argv.join(' ')}`;
      asked.push(line);
      const program = argv[0] ?? '';
      const found = programs[line] ?? { end: { kind: 'missing-program', program, message: `${program}: not found` } };
      return {
        stdout: pieces(found.stdout ?? ''),
        stderr: lines(found.stderr ?? ''),
        result: Promise.resolve({
          end: found.end ?? { kind: 'exited', code: 0 },
          startedAt: Date.now(),
          duration: 1,
          truncated: found.truncated ?? false,
        }),
        stop: () => Promise.resolve(),
      };
    },
  };
}

/** A way to a node that sees it as it is, or its network only. */
export function wayTo(sees: NodeWay['sees'] = 'host'): NodeWay {
  return {
    transport: sees === 'host' ? 'ssh2' : 'cni-pod',
    place: {
      kind: 'node',
      text: sees === 'host' ? 'node worker-1 over ssh' : 'container kube-flannel in pod kube-flannel-x',
    },
    reason: '',
    sees,
  };
}

/** As bytes come: cut anywhere, one character per byte. */
async function* pieces(text: string): AsyncGenerator<RunLine> {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  for (let from = 0; from < bytes.length; from += 1000) yield { text: bytes.slice(from, from + 1000), at: Date.now() };
}

async function* lines(text: string): AsyncGenerator<RunLine> {
  for (const line of text.split('\n')) if (line !== '') yield { text: line, at: Date.now() };
}
