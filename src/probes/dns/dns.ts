import type { EvidenceId } from '../../contracts/evidence.ts';
import type { DnsResult } from '../../contracts/probe.ts';
import type { DnsOutcome, DnsQuestion } from '../../tools/dns/outcome.ts';
import { onLadder, stuckFor, withRefusal } from '../run/on-ladder.ts';
import { runWhereFound } from '../run/run-where-found.ts';
import { missingSentence, type ProbeSource } from '../run/source.ts';
import { runBounded } from '../run/timeout-wrap.ts';
import { troubleOf } from '../run/trouble.ts';
import { type DnsForm, type DnsSample, dnsForms } from './programs.ts';
import { dnsSentence } from './sentence.ts';

/** A DNS result, and whether the source was found to be gone. */
export interface DnsProbe {
  readonly result: DnsResult;
  readonly placeGone: boolean;
}

/** Who was asked, where it is the pod itself. */
export const sourcePodWords = 'source pod';

export interface DnsOptions {
  /** 'source pod' unless told otherwise. */
  readonly askedFrom?: string;
  readonly signal: AbortSignal;
}

/** Resolves a name in the source with the first program that is there. Never throws. */
export async function probeDns(source: ProbeSource, question: DnsQuestion, options: DnsOptions): Promise<DnsProbe> {
  const { result, refusal } = await onLadder(source, {
    programs: dnsPrograms,
    signal: options.signal,
    attempt: () => dnsHere(source, question, options),
    stuck: (probe) => probe.result.class === 'not-tested' && !probe.placeGone && stuckFor(source, dnsPrograms),
  });
  if (refusal === undefined) return result;
  return { ...result, result: { ...result.result, sentence: withRefusal(result.result.sentence, refusal) } };
}

const dnsPrograms = [...new Set(dnsForms.map((form) => form.program))];

async function dnsHere(source: ProbeSource, question: DnsQuestion, options: DnsOptions): Promise<DnsProbe> {
  const { signal } = options;
  const askedFrom = options.askedFrom ?? sourcePodWords;
  const evidence: EvidenceId[] = [];
  const preferred = source.knowledge.forms.get('dns');
  const order = [...dnsForms].sort((a, b) => Number(b.name === preferred) - Number(a.name === preferred));
  let puzzled: string | undefined;
  const untested = (sentence: string, placeGone = false): DnsProbe => ({
    result: {
      class: 'not-tested',
      sentence,
      name: question.name,
      addresses: [],
      server: undefined,
      program: undefined,
      askedFrom,
      duration: undefined,
      at: source.now(),
      evidence,
    },
    placeGone,
  });
  for (const form of order) {
    const ran = await attempt(source, form, question, signal);
    if (ran === undefined) continue;
    if (ran.evidence !== undefined) evidence.push(ran.evidence);
    const trouble = troubleOf(ran);
    if (trouble !== undefined) return untested(trouble.sentence, trouble.placeGone);
    if (signal.aborted || ran.result.end.kind === 'stopped') return untested('The DNS question was stopped');
    const outcome = form.summarise(ran.samples, ran.result);
    if (outcome.class === 'not-tested') {
      if (!outcome.usage) puzzled ??= puzzle(form, outcome);
      continue;
    }
    source.knowledge.forms.set('dns', form.name);
    const result: DnsResult = {
      class: outcome.class,
      sentence: dnsSentence(question.name, outcome, askedFrom),
      name: question.name,
      addresses: outcome.addresses,
      server: outcome.server,
      program: form.program,
      askedFrom,
      duration: outcome.milliseconds ?? ran.result.duration,
      at: source.now(),
      evidence,
      place: ran.runner.place,
    };
    return { result, placeGone: false };
  }
  return untested(puzzled ?? `${question.name} was not resolved: ${missingSentence(source, dnsPrograms)}`);
}

function attempt(source: ProbeSource, form: DnsForm, question: DnsQuestion, signal: AbortSignal) {
  const run = {
    argv: form.argv(question),
    program: form.program,
    parse: form.parse,
    deadline: 12_000,
    signal,
  };
  return form.unbounded ? runBounded<DnsSample>(source, run, 6000) : runWhereFound<DnsSample>(source, run);
}

function puzzle(form: DnsForm, outcome: DnsOutcome): string {
  const words = outcome.words === undefined ? '' : ` ('${outcome.words.slice(0, 200)}')`;
  return `${form.program} ended without an answer or a reason${words}`;
}
