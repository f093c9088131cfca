import type { CniFinding } from '../../contracts/cni.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import type { CniExpectations, CniNodeRecord, CniObjects } from '../evidence.ts';
import { finding } from './rule.ts';

/** Whether the node has a podCIDR of its own that no other node has too; known from the objects alone. */
export function podCidrFindings(
  record: CniNodeRecord,
  objects: CniObjects,
  { nodePodCidrs }: CniExpectations,
): readonly CniFinding[] {
  if (!nodePodCidrs) return [];
  if (record.podCidrs.length === 0) {
    return [
      finding('common/pod-cidr', 'fault', `${record.name} has no podCIDR: pods there can get no address.`, {
        nextStep:
          'The controller manager hands them out: --allocate-node-cidrs and --cluster-cidr (kubeadm: --pod-network-cidr), with room left in it.',
      }),
    ];
  }
  const shared = overlapsIn(objects).get(record.name) ?? [];
  if (shared.length === 0)
    return [finding('common/pod-cidr', 'ok', `Its podCIDR ${record.podCidrs.join(', ')} is its own.`)];
  return [
    finding(
      'common/pod-cidr',
      'fault',
      `The podCIDR ${record.podCidrs.join(', ')} of ${record.name} overlaps with that of ${shared.map(({ name, podCidrs }) => `${name} (${podCidrs.join(', ')})`).join(' and ')}.`,
      { nextStep: 'Drain one of them, delete its Node object and let it register anew; podCIDRs cannot be changed.' },
    ),
  ];
}

/** Of a thousand nodes each would be held against every other: it is done once for all. */
const overlaps = new WeakMap<CniObjects, ReadonlyMap<string, readonly CniNodeRecord[]>>();

/** The nodes whose podCIDRs overlap with a node's, by its name. */
function overlapsIn(objects: CniObjects): ReadonlyMap<string, readonly CniNodeRecord[]> {
  const known = overlaps.get(objects);
  if (known !== undefined) return known;
  const found = new Map<string, CniNodeRecord[]>();
  const add = (node: CniNodeRecord, other: CniNodeRecord) => {
    if (node !== other) found.set(node.name, [...new Set([...(found.get(node.name) ?? []), other])]);
  };
  const ranges = [...objects.nodes.values()]
    .flatMap((node) => node.podCidrs.flatMap((cidr) => ({ node, range: parseCidr(cidr) })))
    .flatMap(({ node, range }) => (range === undefined ? [] : [{ node, range }]))
    .sort((a, b) => a.range.family - b.range.family || (a.range.from < b.range.from ? -1 : 1));
  // Ranges are whole prefixes: one that overlaps with an earlier one lies within it.
  let open: typeof ranges = [];
  for (const one of ranges) {
    open = open.filter(({ range }) => range.family === one.range.family && range.to >= one.range.from);
    for (const other of open) {
      add(one.node, other.node);
      add(other.node, one.node);
    }
    open.push(one);
  }
  overlaps.set(objects, found);
  return found;
}
