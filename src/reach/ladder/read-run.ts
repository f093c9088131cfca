import type { RunEnd, RunLine, Runner, RunOptions } from '../../contracts/runner.ts';

/** What a short program said. */
export interface ReadRun {
  readonly end: RunEnd;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** Runs a short program and reads all that it says. Never rejects. */
export async function readRun(runner: Runner, argv: readonly string[], options: RunOptions): Promise<ReadRun> {
  // As bytes: a line of JSON may be longer than lines are kept.
  const running = runner.run(argv, { ...options, bytes: true });
  const [pieces, stderr] = await Promise.all([texts(running.stdout), texts(running.stderr)]);
  const { end } = await running.result;
  const stdout = Buffer.from(pieces.join(''), 'latin1').toString('utf8').split(/\r?\n/);
  return { end, stdout, stderr };
}

/** Whether it did what it was to do. */
export function succeeded({ end }: Pick<ReadRun, 'end'>): boolean {
  return end.kind === 'exited' && end.code === 0;
}

/** Why it did not, in its own words where it has some. */
export function failureWords({ end, stderr }: ReadRun): string {
  const said = stderr.map((line) => line.trim()).findLast((line) => line !== '');
  switch (end.kind) {
    case 'failed':
      return end.error.message;
    case 'missing-program':
      return end.message;
    case 'exited':
      return said ?? `it ended with exit code ${end.code}`;
    case 'signalled':
      return said ?? `it was ended by ${end.signal}`;
    case 'deadline':
    case 'stopped':
      return 'it gave no answer in time';
  }
}

async function texts(lines: AsyncIterable<RunLine>): Promise<readonly string[]> {
  const all: string[] = [];
  try {
    for await (const { text } of lines) all.push(text);
  } catch {
    // The end tells why.
  }
  return all;
}
