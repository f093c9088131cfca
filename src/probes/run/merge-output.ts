import type { Running } from '../../contracts/runner.ts';
import type { OutputLine } from '../../contracts/tool.ts';

type Stream = OutputLine['stream'];

/**
 * Both streams of a run as one, in the order of arrival. A line is taken only when the reader asks for it, so a program
 * that writes faster than it is read is held back. A stream that breaks just ends: `result` says why.
 */
export async function* mergeOutput(running: Running): AsyncGenerator<OutputLine> {
  const iterators = {
    stdout: running.stdout[Symbol.asyncIterator](),
    stderr: running.stderr[Symbol.asyncIterator](),
  };
  const pull = async (stream: Stream): Promise<{ stream: Stream; line: OutputLine | undefined }> => {
    try {
      const next = await iterators[stream].next();
      return { stream, line: next.done === true ? undefined : { ...next.value, stream } };
    } catch {
      return { stream, line: undefined };
    }
  };
  const pending = new Map<Stream, ReturnType<typeof pull>>([
    ['stderr', pull('stderr')],
    ['stdout', pull('stdout')],
  ]);
  try {
    while (pending.size > 0) {
      const { stream, line } = await Promise.race(pending.values());
      if (line === undefined) {
        pending.delete(stream);
        continue;
      }
      pending.set(stream, pull(stream));
      yield line;
    }
  } finally {
    for (const iterator of Object.values(iterators)) void iterator.return?.().catch(() => undefined);
  }
}
