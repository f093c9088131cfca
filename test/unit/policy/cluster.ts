import { compileProgram } from '../../../src/policy/compile-program.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import { objectYaml, type PolicyCluster, policyCluster, yamlOf } from '../../support/policy-flows.ts';

/** A cluster of some YAML documents, with all its policies as one program. */
export function clusterOf(
  documents: readonly string[],
  change?: (snapshot: PolicySnapshot) => PolicySnapshot,
): PolicyCluster {
  return policyCluster(yamlOf(...documents), compileProgram, change);
}

/** The same cluster under a CNI that enforces everything it can. */
export function under(cni: string): (snapshot: PolicySnapshot) => PolicySnapshot {
  return (snapshot) => ({ ...snapshot, enforcement: { ...snapshot.enforcement, cni } });
}

/** A NetworkPolicy in YAML, named 'namespace/name'. */
export function networkPolicy(name: string, spec: unknown): string {
  return objectYaml('networking.k8s.io/v1', 'NetworkPolicy', name, { spec });
}

export function namespaceYaml(name: string, labels: Readonly<Record<string, string>> = {}): string {
  return objectYaml('v1', 'Namespace', name, { labels });
}

/** Whether a flow is allowed, in one word. */
export function allowed(cluster: PolicyCluster, from: string, to: string, traffic?: string): string {
  return cluster.verdict(from, to, traffic).allowed;
}
