import type { CniFinding } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { finding } from './rule.ts';

/** Seconds by which a clock may differ from most others; beyond the second certificates and tokens are refused. */
const odd = 5;
const bad = 60;

/** Clocks that differ from the middle of all, by the node's name. It is the others that count, not this machine's own clock. */
export function clockFindings(
  evidence: ReadonlyMap<string, { readonly facts: NodeFacts | undefined }>,
): ReadonlyMap<string, readonly CniFinding[]> {
  const ahead = [...evidence].flatMap(([node, { facts }]) =>
    facts?.clockAhead.known === true ? [{ node, seconds: facts.clockAhead.value, clockAhead: facts.clockAhead }] : [],
  );
  const found = new Map<string, readonly CniFinding[]>();
  if (ahead.length < 3) return found;
  const sorted = ahead.map(({ seconds }) => seconds).sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  for (const { node, seconds, clockAhead } of ahead) {
    const differs = seconds - middle;
    if (Math.abs(differs) < odd) continue;
    found.set(node, [
      finding(
        'common/clock',
        Math.abs(differs) >= bad ? 'fault' : 'warning',
        `The clock of ${node} is ${Math.round(Math.abs(differs))} s ${differs > 0 ? 'ahead of' : 'behind'} those of the other nodes: certificates and tokens may be refused.`,
        { nextStep: `On ${node}: chronyc tracking, or timedatectl; let it follow a time server.`, from: [clockAhead] },
      ),
    ]);
  }
  return found;
}
