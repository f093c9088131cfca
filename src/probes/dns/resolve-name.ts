import type { DnsQuestion } from '../../tools/dns/outcome.ts';
import { localRunner } from '../../reach/local-runner.ts';
import { probeSource, type ProbeSource } from '../run/source.ts';
import { type DnsProbe, probeDns } from './dns.ts';

/** Who was asked, where the pod cannot be. */
export const bastionWords = 'this bastion (fallback)';

/**
 * Resolves a name in the source; where that is not possible, the bastion's own answer to an outside name, labelled as
 * that. Names of the cluster are not asked outside it: the bastion does not know them, and its NXDOMAIN would mislead.
 */
export async function resolveName(source: ProbeSource, question: DnsQuestion, signal: AbortSignal): Promise<DnsProbe> {
  const inPod = await probeDns(source, question, { signal });
  if (inPod.result.class !== 'not-tested' || inPod.placeGone || signal.aborted || question.rooted) return inPod;
  const here = probeSource([localRunner()], source.evidence, source.now);
  const fallback = await probeDns(here, question, { signal, askedFrom: bastionWords });
  if (fallback.result.class === 'not-tested') return inPod;
  const sentence = `${fallback.result.sentence}; ${inPod.result.sentence}`;
  return { result: { ...fallback.result, sentence }, placeGone: false };
}
