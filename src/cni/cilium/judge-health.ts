import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import { listWords } from '../../text/words.ts';
import type { HealthProbe } from '../../tools/cilium/health.ts';
import { finding } from '../common/rule.ts';

const id = 'cilium/mesh';

/** One row of the matrix of nodes: whom this node's probes reach, and what it means where they do not. */
export function judgeHealth(
  node: string,
  health: Fact<readonly HealthProbe[]>,
): { readonly cell: CniCell; readonly findings: readonly CniFinding[] } {
  if (!health.known) return { cell: { text: '?', health: 'unknown' }, findings: [] };
  const byNode = Map.groupBy(health.value, ({ node: other }) => other);
  const sick = [...byNode].filter(([, probes]) => probes.some(({ ok }) => !ok));
  const good = byNode.size - sick.length;
  const from = [health];
  if (byNode.size === 0) return { cell: { text: '-', health: 'unknown' }, findings: [] };
  if (sick.length === 0)
    return {
      cell: { text: `${good}/${byNode.size}`, health: 'ok' },
      findings: [finding(id, 'ok', `${node} reaches every node and its health endpoint (${byNode.size}).`, { from })],
    };
  return {
    cell: { text: `${good}/${byNode.size}`, health: 'fault' },
    findings: sick.map(([other, probes]) => {
      const { words, nextStep } = meaningOf(other, probes);
      return finding(id, 'fault', `${node} ${words}.`, { nextStep, from });
    }),
  };
}

/** Which probes fail tells which layer: the host alone, the overlay behind it, or a filter that knows ports. */
function meaningOf(
  other: string,
  probes: readonly HealthProbe[],
): { readonly words: string; readonly nextStep: string } {
  const failed = probes.filter(({ ok }) => !ok);
  const why = [...new Set(failed.map(({ words }) => words))].slice(0, 2).join(', ');
  const only = (is: (probe: HealthProbe) => boolean) =>
    failed.every(is) && probes.some((probe) => probe.ok && !is(probe));
  if (failed.length === probes.length)
    return {
      words: `does not reach ${other} at all: neither the node nor its health endpoint answers (${why})`,
      nextStep: `Look whether ${other} is up, and at the route to it.`,
    };
  if (only(({ target }) => target === 'endpoint'))
    return {
      words: `reaches ${other} and not its pods: the node answers, its health endpoint does not (${why})`,
      nextStep: 'Look at the overlay (UDP 8472, or 6081 for Geneve) between the two, or at the routes to the podCIDR.',
    };
  if (only(({ protocol }) => protocol === 'HTTP'))
    return {
      words: `reaches ${other} by ICMP and not by HTTP: packets arrive, TCP 4240 does not (${why})`,
      nextStep: 'Look for a filter before TCP 4240, and whether the agent there runs.',
    };
  if (only(({ protocol }) => protocol === 'ICMP'))
    return {
      words: `reaches ${other} by HTTP and not by ICMP (${why})`,
      nextStep: 'ICMP may be filtered on purpose: then only these probes suffer.',
    };
  return {
    words: `reaches ${other} in part: ${listWords(failed.map(({ protocol, target }) => `${protocol} to its ${target === 'host' ? 'node' : 'health endpoint'}`))} ${failed.length === 1 ? 'fails' : 'fail'} (${why})`,
    nextStep: `Look at the agent on ${other}.`,
  };
}
