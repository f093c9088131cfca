import type { Iperf3Sample } from '../../tools/iperf3/samples.ts';
import { iperf3Server, iperf3VersionArgv } from '../../tools/iperf3/tool.ts';
import { onLadder, stuckFor, withRefusal } from '../run/on-ladder.ts';
import { mayHave, runWhereFound } from '../run/run-where-found.ts';
import { missingSentence, type ProbeSource } from '../run/source.ts';
import { troubleOf } from '../run/trouble.ts';

/** The iperf3 of a source: its version ('3.12', undefined when it does not tell), or why there is none. */
export type Iperf3Found =
  | { readonly found: true; readonly version: string | undefined }
  | { readonly found: false; readonly sentence: string };

/** Asks for the version; what is found is remembered for the source. */
export async function findIperf3(source: ProbeSource, signal: AbortSignal): Promise<Iperf3Found> {
  const { result, refusal } = await onLadder(source, {
    programs: ['iperf3'],
    signal,
    attempt: () => findHere(source, signal),
    stuck: (found) => !found.found && stuckFor(source, ['iperf3']),
  });
  return result.found ? result : { ...result, sentence: withRefusal(result.sentence, refusal) };
}

async function findHere(source: ProbeSource, signal: AbortSignal): Promise<Iperf3Found> {
  const known = source.knowledge.forms.get('iperf3');
  if (known !== undefined && mayHave(source, 'iperf3'))
    return { found: true, version: known === '' ? undefined : known };
  const outcome = await runWhereFound<Iperf3Sample>(source, {
    argv: iperf3VersionArgv,
    program: 'iperf3',
    parse: iperf3Server.parse,
    deadline: 8000,
    signal,
  });
  if (outcome === undefined) return { found: false, sentence: missingSentence(source, ['iperf3']) };
  const trouble = troubleOf(outcome);
  if (trouble !== undefined) return { found: false, sentence: trouble.sentence };
  const version = outcome.samples.find((sample) => sample.kind === 'version')?.version;
  if (!signal.aborted) source.knowledge.forms.set('iperf3', version ?? '');
  return { found: true, version };
}
