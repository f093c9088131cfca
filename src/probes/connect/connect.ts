import type { EvidenceId } from '../../contracts/evidence.ts';
import type { ConnectResult } from '../../contracts/probe.ts';
import { addressFamily } from '../../link/address.ts';
import type { ConnectOutcome, ConnectSample, ConnectTarget } from '../../tools/connect/tool.ts';
import type { ProgramOutcome } from '../run/run-program.ts';
import { onLadder, stuckFor, withRefusal } from '../run/on-ladder.ts';
import { runWhereFound } from '../run/run-where-found.ts';
import { missingSentence, type ProbeSource } from '../run/source.ts';
import { runBounded } from '../run/timeout-wrap.ts';
import { troubleOf } from '../run/trouble.ts';
import { busyboxForm, type ConnectForm, connectForms, httpForms } from './programs.ts';
import { connectPatience } from './patience.ts';
import { connectSentence } from './sentence.ts';

export interface ConnectOptions {
  /** Seconds; `connectPatience` unless told otherwise. */
  readonly timeoutSeconds?: number;
  /** Also send an HTTP request: only then is a silent server seen as such. */
  readonly http?: boolean;
  readonly signal: AbortSignal;
}

/** A connect result, and whether the source itself was found to be gone. */
export interface ConnectProbe {
  readonly result: ConnectResult;
  readonly placeGone: boolean;
}

/** How long a connection is watched for a reset, where the program would go on waiting. */
const afterConnect = 150;

/** Runs one form of one program; undefined when no container has it. */
async function attempt(
  source: ProbeSource,
  form: ConnectForm,
  target: ConnectTarget,
  signal: AbortSignal,
): Promise<{ readonly outcome: ConnectOutcome; readonly ran: ProgramOutcome<unknown> } | undefined> {
  const bound = (target.timeoutSeconds + 2) * 1000;
  const { tool } = form;
  const enough = new AbortController();
  const run = {
    argv: tool.argv(target),
    program: tool.program,
    parse: tool.parse,
    // Beyond every program's own bound, so that the program tells how it ended.
    deadline: bound + target.timeoutSeconds * 1000 + 2000,
    signal: AbortSignal.any([signal, enough.signal]),
    onSample: (sample: ConnectSample) => {
      // These wait for the peer to speak; that they are connected is all that was asked. A reset comes at once.
      if (form.waits && sample.kind === 'connected') setTimeout(() => enough.abort(), afterConnect);
    },
  };
  const short = { ...run, deadline: form.name === busyboxForm ? bound : run.deadline };
  const ran = form.unbounded
    ? await runBounded(source, { ...run, deadline: run.deadline + 2000 }, target.timeoutSeconds * 1000)
    : await runWhereFound(source, short);
  if (ran === undefined) return undefined;
  const outcome = tool.summarise(ran.samples, ran.result);
  // Its silence means 'connected' only where there is no name that it may still be resolving.
  const resolving = form.name === busyboxForm && ran.result.end.kind === 'deadline' && outcome.class === 'open';
  if (!resolving || addressFamily(target.address) !== undefined) return { outcome, ran };
  return { outcome: { ...outcome, class: 'not-tested' }, ran };
}

/**
 * Makes one TCP connect in the source with the first program that is there and takes its options. `address` may be a
 * name: then the program resolves it in the source. Never throws; 'not-tested' says what was missing.
 */
export async function probeConnect(
  source: ProbeSource,
  address: string,
  port: number,
  options: ConnectOptions,
): Promise<ConnectProbe> {
  const forms = options.http === true ? httpForms : connectForms;
  const { result, refusal } = await onLadder(source, {
    programs: programsOf(forms),
    signal: options.signal,
    attempt: () => connectHere(source, address, port, options),
    stuck: (probe) => probe.result.class === 'not-tested' && !probe.placeGone && stuckFor(source, programsOf(forms)),
  });
  if (refusal === undefined) return result;
  return { ...result, result: { ...result.result, sentence: withRefusal(result.result.sentence, refusal) } };
}

function programsOf(forms: readonly ConnectForm[]): readonly string[] {
  return [...new Set(forms.map((form) => form.tool.program))];
}

async function connectHere(
  source: ProbeSource,
  address: string,
  port: number,
  options: ConnectOptions,
): Promise<ConnectProbe> {
  const timeoutSeconds = options.timeoutSeconds ?? connectPatience;
  const target: ConnectTarget = { address, port, timeoutSeconds };
  const forms = options.http === true ? httpForms : connectForms;
  const memory = options.http === true ? 'connect with http' : 'connect';
  const preferred = source.knowledge.forms.get(memory);
  const order = [...forms].sort((a, b) => Number(b.name === preferred) - Number(a.name === preferred));
  const evidence: EvidenceId[] = [];
  let puzzled: string | undefined;
  let refused = false;
  const at = source.now();
  const untested = (sentence: string, placeGone: boolean): ConnectProbe => ({
    result: { class: 'not-tested', sentence, address, port, program: undefined, duration: undefined, at, evidence },
    placeGone,
  });

  for (const form of order) {
    // BusyBox's form is for an nc that refused the usual one: another nc that hangs would be taken for a connected one.
    if (form.name === busyboxForm && preferred !== busyboxForm && !refused) continue;
    const tried = await attempt(source, form, target, options.signal);
    if (tried === undefined) continue;
    const { outcome, ran } = tried;
    if (ran.evidence !== undefined) evidence.push(ran.evidence);
    const trouble = troubleOf(ran);
    if (trouble !== undefined) return untested(trouble.sentence, trouble.placeGone);
    if (options.signal.aborted) return untested('The connect was stopped', false);
    if (outcome.usage) {
      refused = true;
      continue;
    }
    if (outcome.class === 'not-tested') {
      puzzled ??= `${form.tool.program} ended without saying how the connect went${outcome.words === undefined ? '' : ` ('${outcome.words}')`}`;
      continue;
    }
    source.knowledge.forms.set(memory, form.name);
    const waited = outcome.class === 'timeout' ? Math.min(ran.result.duration, timeoutSeconds * 1000) : undefined;
    const result: ConnectResult = {
      class: outcome.class,
      sentence: connectSentence(outcome.class, address, port, waited),
      address,
      port,
      program: form.tool.program,
      duration: waited ?? ran.result.duration,
      at: source.now(),
      evidence,
      place: ran.runner.place,
    };
    return { result, placeGone: false };
  }
  return untested(puzzled ?? `TCP was not tested: ${missingSentence(source, programsOf(forms))}`, false);
}
