import type { Labels } from '../../inventory/records.ts';
import { type Condition, type LabelTest, nobody } from '../model/condition.ts';
import { entityCondition } from './entities.ts';
import type { SharedContext } from './context.ts';

/** One test of a label in a Cilium selector. Its key may bear a source: 'k8s:app', 'any:app', 'reserved:host'. */
export interface CiliumLiteral {
  readonly key: string;
  readonly test: Extract<LabelTest, 'in' | 'not-in' | 'exists' | 'absent'>;
  readonly values: readonly string[];
}

/** The label by which Cilium knows a pod's namespace. */
export const namespaceKey = 'io.kubernetes.pod.namespace';
const namespaceLabels = 'io.cilium.k8s.namespace.labels.';
const clusterKey = 'io.cilium.k8s.policy.cluster';
const serviceAccountKey = 'io.cilium.k8s.policy.serviceaccount';

/** Keys whose labels Cilium leaves out of identities unless it is told otherwise, by how they begin. */
const left = [
  /^io\.kubernetes/,
  /^kubernetes\.io/,
  /^(?:[^/]*\.)?beta\.kubernetes\.io/,
  /^k8s\.io/,
  /^pod-template-(?:generation|hash)/,
  /^controller-(?:revision-hash|uid)/,
  /^annotation\./,
  /^etcd_node/,
  /^statefulset\.kubernetes\.io\/pod-name/,
  /^batch\.kubernetes\.io\/(?:controller-uid|job-completion-index)/,
];

/** The source that a key bears, and the key without it. Kubernetes labels have the source k8s, which any matches too. */
export function labelSource(key: string): { readonly source: string; readonly name: string } {
  const [, source, name] = /^([a-z0-9-]+):(.*)$/.exec(key) ?? [];
  return source === undefined || name === undefined ? { source: 'any', name: key } : { source, name };
}

/** Whether a literal names the namespace, by name or by its labels. */
export function namesNamespace({ key }: CiliumLiteral): 'name' | 'labels' | undefined {
  const { source, name } = labelSource(key);
  if (source !== 'any' && source !== 'k8s') return undefined;
  if (name === namespaceKey) return 'name';
  return name.startsWith(namespaceLabels) ? 'labels' : undefined;
}

/** Whether a test is one of those that Kubernetes's selectors have. */
export function isCiliumTest(test: LabelTest): test is CiliumLiteral['test'] {
  return test === 'in' || test === 'not-in' || test === 'exists' || test === 'absent';
}

/** What a test of a label demands; undefined: its source is none that is understood. */
export function literalCondition(literal: CiliumLiteral, context: SharedContext): Condition | undefined {
  const { source, name } = labelSource(literal.key);
  if (source === 'reserved') return reserved(literal, name, context);
  if (source !== 'any' && source !== 'k8s') return undefined;
  if (name === namespaceKey)
    return tested(literal, (names) => ({ is: 'namespace', names }), { is: 'kind', kinds: ['pod'] });
  if (name === serviceAccountKey)
    return tested(literal, (names) => ({ is: 'service-account', names }), { is: 'kind', kinds: ['pod'] });
  if (name === clusterKey) return cluster(literal, context);
  if (name.startsWith(namespaceLabels))
    return { ...literal, is: 'label', owner: 'namespace', key: name.slice(namespaceLabels.length) };
  const condition: Condition = { ...literal, is: 'label', owner: 'pod', key: name };
  return left.some((pattern) => pattern.test(name)) ? leftOut(literal, name, condition) : condition;
}

/** A test of something that every pod has, and nothing else. */
function tested(
  { test, values }: CiliumLiteral,
  among: (values: readonly string[]) => Condition,
  exists: Condition,
): Condition {
  switch (test) {
    case 'in':
      return among(values);
    case 'not-in':
      return { is: 'not', of: among(values) };
    case 'exists':
      return exists;
    case 'absent':
      return { is: 'not', of: exists };
  }
}

/** Every pod here is in this cluster; by what name Cilium knows it is not always known. */
function cluster(literal: CiliumLiteral, { clusterName }: SharedContext): Condition {
  const pods: Condition = { is: 'kind', kinds: ['pod'] };
  const among = (values: readonly string[]): Condition => {
    if (clusterName !== undefined) return values.includes(clusterName) ? pods : nobody;
    const reason = `whether Cilium knows this cluster as ${values.join(' or ')} is not known`;
    return { is: 'every', of: [pods, { is: 'undecidable', reason }] };
  };
  return tested(literal, among, pods);
}

function reserved({ test, values }: CiliumLiteral, name: string, context: SharedContext): Condition | undefined {
  const entity = entityCondition(name, context);
  if (entity === undefined) return undefined;
  // Reserved labels have no value.
  if (test === 'in') return values.includes('') ? entity : nobody;
  if (test === 'not-in') return values.includes('') ? { is: 'not', of: entity } : { is: 'every', of: [] };
  return test === 'exists' ? entity : { is: 'not', of: entity };
}

function leftOut({ test }: CiliumLiteral, name: string, condition: Condition): Condition {
  const unknown: Condition = {
    is: 'undecidable',
    reason: `Cilium leaves the label ${name} out of identities unless configured`,
  };
  const holdsWithout = test === 'not-in' || test === 'absent';
  return { is: holdsWithout ? 'some' : 'every', of: [condition, unknown] };
}

/** Whether a test holds for labels that are known. */
export function literalHolds({ key, test, values }: CiliumLiteral, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (test) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'not-in':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
  }
}
