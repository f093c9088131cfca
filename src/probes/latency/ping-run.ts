import type { EvidenceId } from '../../contracts/evidence.ts';
import type { Place } from '../../contracts/runner.ts';
import { nextFlavour, type PingFlavour, type PingOptions, pingArgv, pingBoundSeconds } from '../../tools/ping/argv.ts';
import type { PingSample } from '../../tools/ping/samples.ts';
import { pingTool, type PingRun } from '../../tools/ping/tool.ts';
import type { ProgramOutcome } from '../run/run-program.ts';
import { runWhereFound } from '../run/run-where-found.ts';
import type { ProbeSource } from '../run/source.ts';

/** What became of one bounded run of whichever ping the source has. */
export type PingAttempt =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'ran';
      readonly flavour: PingFlavour;
      readonly run: PingRun;
      readonly outcome: ProgramOutcome<PingSample>;
    };

export interface PingHooks {
  /** Called before the first sample of a run, again when another flavour has to be tried. */
  readonly onStart?: (flavour: PingFlavour, options: PingOptions) => void;
  readonly onSample?: (sample: PingSample) => void;
  readonly onEvidence?: (id: EvidenceId) => void;
  readonly onPlace?: (place: Place) => void;
}

/** Runs ping once, in the form that this source's ping takes (found out once and remembered). */
export async function runPing(
  source: ProbeSource,
  wanted: Omit<PingOptions, 'flavour'>,
  signal: AbortSignal,
  hooks: PingHooks = {},
): Promise<PingAttempt> {
  let flavour = rememberedFlavour(source);
  for (;;) {
    const options: PingOptions = { ...wanted, flavour };
    hooks.onStart?.(flavour, options);
    const outcome = await runWhereFound<PingSample>(source, {
      argv: pingArgv(options),
      program: flavour === 'ping6' ? 'ping6' : 'ping',
      parse: pingTool.parse,
      deadline: Math.min(60, pingBoundSeconds(options)) * 1000,
      signal,
      ...(hooks.onSample === undefined ? {} : { onSample: hooks.onSample }),
      ...(hooks.onEvidence === undefined ? {} : { onEvidence: hooks.onEvidence }),
      ...(hooks.onPlace === undefined ? {} : { onPlace: hooks.onPlace }),
    });
    if (outcome === undefined) return { kind: 'missing' };
    const run = pingTool.summarise(outcome.samples, outcome.result);
    if (run.failure === 'usage' && !signal.aborted) {
      const complaint = outcome.samples.flatMap((sample) => ('text' in sample ? [sample.text] : [])).join('\n');
      const next = nextFlavour(flavour, complaint, wanted.address);
      if (next !== undefined) {
        flavour = next;
        continue;
      }
    }
    if (run.failure !== 'usage') source.knowledge.forms.set('ping', flavour);
    return { kind: 'ran', flavour, run, outcome };
  }
}

function rememberedFlavour(source: ProbeSource): PingFlavour {
  const known = source.knowledge.forms.get('ping');
  return known === 'busybox' || known === 'plain' || known === 'ping6' ? known : 'iputils';
}
