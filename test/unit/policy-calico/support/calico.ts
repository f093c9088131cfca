import { compileCalico } from '../../../../src/policy/calico/compile.ts';
import type { CompiledPolicy } from '../../../../src/policy/model/policy.ts';
import type { PolicyObject } from '../../../../src/policy/model/snapshot.ts';
import { objectYaml, type PolicyCluster, policyCluster, yamlOf } from '../../../support/policy-flows.ts';

/** A cluster whose policies Calico enforces; of NetworkPolicies only what `kubernetes` gives. */
export function calico(documents: readonly string[], kubernetes: readonly CompiledPolicy[] = []): PolicyCluster {
  return policyCluster(yamlOf(...documents), (snapshot) =>
    compileCalico(snapshot, { networkPolicies: kubernetes, admin: [], baseline: [] }, plainNetworkPolicy),
  );
}

/** An object of Calico's; `name` may bear a namespace. */
export function calicoObject(
  kind: string,
  name: string,
  spec: object,
  labels: Readonly<Record<string, string>> = {},
): string {
  return objectYaml('projectcalico.org/v3', kind, name, { labels, spec });
}

export function globalPolicy(name: string, spec: object): string {
  return calicoObject('GlobalNetworkPolicy', name, spec);
}

export function networkPolicy(name: string, spec: object): string {
  return calicoObject('NetworkPolicy', name, spec);
}

/** What a NetworkPolicy compiles to that selects every pod of its namespace and allows what comes from `from`. */
export function plainNetworkPolicy({ namespace, name }: Pick<PolicyObject, 'namespace' | 'name'>): CompiledPolicy {
  return {
    reference: { kind: 'NetworkPolicy', namespace, name },
    dialect: 'kubernetes',
    subject: {
      is: 'every',
      of: [
        { is: 'kind', kinds: ['pod'] },
        { is: 'namespace', names: [namespace] },
      ],
    },
    ingress: { rules: [], isolates: true },
    tier: 'networkpolicy',
    order: 0,
    staged: false,
    notUnderstood: [],
  };
}
