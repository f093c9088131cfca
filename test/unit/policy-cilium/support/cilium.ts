import { compileProgram } from '../../../../src/policy/compile-program.ts';
import type { Enforcement } from '../../../../src/policy/model/snapshot.ts';
import { objectYaml, type PolicyCluster, podYaml, policyCluster, yamlOf } from '../../../support/policy-flows.ts';

const named = [
  { name: 'http', containerPort: 8080, protocol: 'TCP' },
  { name: 'dns', containerPort: 53, protocol: 'UDP' },
];

/** Pods a and b of default on node-1 and c of other on node-2, which is labelled team=red. */
export const pods: readonly string[] = [
  objectYaml('v1', 'Namespace', 'default', { labels: { team: 'blue' } }),
  objectYaml('v1', 'Namespace', 'other', { labels: { team: 'red' } }),
  objectYaml('v1', 'Node', 'node-1', { labels: { zone: 'x' }, status: internal('192.168.0.1') }),
  objectYaml('v1', 'Node', 'node-2', { labels: { zone: 'y' }, status: internal('192.168.0.2') }),
  podYaml('default/a', { app: 'a' }, { address: '10.0.0.1', node: 'node-1' }),
  podYaml('default/b', { app: 'b' }, { address: '10.0.0.2', node: 'node-1', ports: named }),
  podYaml('other/c', { app: 'a' }, { address: '10.0.1.3', node: 'node-2', serviceAccount: 'robot' }),
  podYaml('other/h', { app: 'a' }, { address: '192.168.0.2', node: 'node-2', hostNetwork: true }),
];

export const outside = '203.0.113.9';

/** A cluster whose policies Cilium enforces. */
export function cilium(documents: readonly string[], enforcement: Partial<Enforcement> = {}): PolicyCluster {
  return policyCluster(yamlOf(...pods, ...documents), compileProgram, (snapshot) => ({
    ...snapshot,
    enforcement: { ...snapshot.enforcement, cni: 'cilium', ...enforcement },
  }));
}

/** A CiliumNetworkPolicy in default on b, or another one. */
export function networkPolicy(spec: object, name = 'default/p'): string {
  return objectYaml('cilium.io/v2', 'CiliumNetworkPolicy', name, {
    spec: { endpointSelector: labels({ app: 'b' }), ...spec },
  });
}

export function clusterwidePolicy(spec: object, name = 'p'): string {
  return objectYaml('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', name, {
    spec: { ...('nodeSelector' in spec ? {} : { endpointSelector: labels({ app: 'b' }) }), ...spec },
  });
}

export function labels(matchLabels: Readonly<Record<string, string>>): object {
  return { matchLabels };
}

/** Which of a, c, the hostNetwork pod h and an outside address may reach b on 8080. */
export function admitted(
  rule: object,
  make = networkPolicy,
  enforcement: Partial<Enforcement> = {},
  more: readonly string[] = [],
): string {
  const { verdict } = cilium([make({ ingress: [rule] }), ...more], enforcement);
  return Object.entries({ a: 'default/a', c: 'other/c', h: 'other/h', 'node-2': 'node node-2', outside })
    .filter(([, from]) => verdict(from, 'default/b').ingress.outcome === 'allow')
    .map(([name]) => name)
    .join(' ');
}

function internal(address: string): object {
  return { addresses: [{ type: 'InternalIP', address }] };
}
