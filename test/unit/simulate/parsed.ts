import type { OutputLine, Tool, UnparsedSample } from '../../../src/contracts/tool.ts';
import type { RunResult } from '../../../src/contracts/runner.ts';
import type { Ran } from './simulated.ts';

/** What plumbline's own parser of a tool makes of a run in the simulation. */
export async function parsed<Sample, Summary>(
  tool: Pick<Tool<never, Sample, Summary>, 'parse' | 'summarise'>,
  ran: Ran,
): Promise<{ readonly samples: readonly (Sample | UnparsedSample)[]; readonly summary: Summary }> {
  const lines = (['stdout', 'stderr'] as const).flatMap((stream) =>
    ran[stream]
      .replace(/\n$/, '')
      .split('\n')
      .filter((text, index, all) => all.length > 1 || text !== '')
      .map((text): OutputLine => ({ text, at: 1, stream })),
  );
  async function* source() {
    yield* lines;
  }
  const samples: (Sample | UnparsedSample)[] = [];
  for await (const sample of tool.parse(source())) samples.push(sample);
  const result: RunResult = {
    end: { kind: 'exited', code: ran.code ?? -1 },
    startedAt: 0,
    duration: 1000,
    truncated: false,
  };
  return { samples, summary: tool.summarise(samples, result) };
}

/** The lines that a parser did not understand. */
export function notUnderstood(samples: readonly unknown[]): readonly string[] {
  return samples.flatMap((sample) =>
    typeof sample === 'object' && sample !== null && 'kind' in sample && sample.kind === 'unparsed' && 'text' in sample
      ? [String(sample.text)]
      : [],
  );
}
