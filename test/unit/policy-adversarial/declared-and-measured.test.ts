import { describe, expect, it } from 'vitest';
import type { ConnectClass } from '../../../src/contracts/probe.ts';
import { combine, type Comparison } from '../../../src/policy/compare/combine.ts';
import { declaredOf } from '../../../src/policy/compare/declared.ts';
import { explainFlow } from '../../../src/policy/destinations/explain-flow.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml, networkPolicy, under } from '../policy/cluster.ts';

const http = [{ name: 'http', containerPort: 8080, protocol: 'TCP' }];

const objects = [
  namespaceYaml('shop'),
  ...['node-1', 'node-2'].map((name, index) =>
    objectYaml('v1', 'Node', name, {
      status: { addresses: [{ type: 'InternalIP', address: `192.0.2.${index + 1}` }] },
    }),
  ),
  podYaml('shop/web', { app: 'web' }, { node: 'node-1' }),
  podYaml('shop/closed', { app: 'api', tier: 'closed' }, { node: 'node-2', ports: http }),
  podYaml('shop/odd', { app: 'api', tier: 'odd' }, { node: 'node-2', ports: http }),
  podYaml('shop/on-host', { app: 'agent' }, { node: 'node-1', hostNetwork: true, address: '192.0.2.1' }),
  objectYaml('v1', 'Service', 'shop/api', {
    spec: { clusterIP: '10.96.0.9', selector: { app: 'api' }, ports: [{ port: 80, targetPort: 8080 }] },
  }),
];

const closed = networkPolicy('shop/closed', {
  podSelector: { matchLabels: { tier: 'closed' } },
  policyTypes: ['Ingress'],
});
const odd = networkPolicy('shop/odd', {
  podSelector: { matchLabels: { tier: 'odd' } },
  ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'Like', values: ['web'] }] } }] }],
});

/** How a connect of some class stands to what some policies declare. */
function compared(
  policies: readonly string[],
  [from, to]: readonly [string, string],
  connect: ConnectClass,
  change?: (snapshot: PolicySnapshot) => PolicySnapshot,
): Comparison {
  const { snapshot, program } = clusterOf([...objects, ...policies], change);
  const party = (name: string) =>
    [...snapshot.pods, ...snapshot.nodes].find((one) => `${one.kind} ${one.name}` === name || one.name === name);
  const source = party(from);
  const service = snapshot.services.find(({ name }) => name === to);
  const destination = service === undefined ? party(to) : ({ kind: 'service', service } as const);
  if (source === undefined || destination === undefined) throw new Error(`no ${from} or ${to}`);
  const port = service === undefined ? 8080 : 80;
  const declared = declaredOf(
    explainFlow(program, snapshot, { source, destination, traffic: { protocol: 'TCP', port } }),
  );
  if (declared === undefined) throw new Error('nothing to compare');
  return combine(declared, { class: connect, pingPasses: true, outdated: false });
}

describe('what is declared beside what was measured', () => {
  it('is no bypass through a service when only one backend surely denies and another cannot be decided', () => {
    expect(compared([closed, odd], ['web', 'api'], 'open').combination).toBe('unknown');
  });

  it('is a bypass through a service when every backend surely denies', () => {
    const all = networkPolicy('shop/all', { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Ingress'] });
    expect(compared([all], ['web', 'api'], 'open').combination).toBe('bypass');
  });

  it('blames nothing for what comes from a node, whose tunnel address may be the one that policies see', () => {
    const fromNodes = networkPolicy('shop/from-nodes', {
      podSelector: { matchLabels: { tier: 'closed' } },
      ingress: [{ from: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }],
    });
    expect(compared([fromNodes], ['node-1', 'closed'], 'timeout').combination).toBe('unknown');
    expect(compared([closed], ['node-1', 'closed'], 'open').combination).toBe('unknown');
    expect(compared([closed], ['on-host', 'closed'], 'open', under('calico')).combination).toBe('unknown');
  });

  it('is no fault of something else when Calico stops a pod that reaches for its own node', () => {
    const out = networkPolicy('shop/out', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] });
    expect(compared([out], ['web', 'node-1'], 'timeout', under('calico')).combination).toBe('match');
    expect(compared([out], ['web', 'node-1'], 'open', under('calico')).combination).toBe('spec-exception');
    expect(compared([out], ['web', 'node-1'], 'timeout').combination).toBe('unreachable');
  });

  it('is no bypass where it is not known whether anything enforces policies', () => {
    const dialects = {
      kubernetes: 'unknown',
      'network-policy-api': 'unknown',
      calico: 'unknown',
      cilium: 'unknown',
    } as const;
    const unknownCni = (snapshot: PolicySnapshot): PolicySnapshot => ({
      ...snapshot,
      enforcement: { ...snapshot.enforcement, cni: undefined, dialects },
    });
    expect(compared([closed], ['web', 'closed'], 'open', unknownCni).combination).toBe('unknown');
  });

  it('is no overblock where the policies allow on a condition', () => {
    const authenticated = objectYaml('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/authenticated', {
      spec: {
        endpointSelector: { matchLabels: { tier: 'closed' } },
        ingress: [{ fromEndpoints: [{}], authentication: { mode: 'required' } }],
      },
    });
    expect(compared([authenticated], ['web', 'closed'], 'timeout').combination).toBe('unknown');
  });

  it('is the denial of an enforced policy, whatever else nobody enforces', () => {
    const cilium = objectYaml('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/cilium', {
      spec: { endpointSelector: { matchLabels: { app: 'web' } }, egressDeny: [{ toEntities: ['all'] }] },
    });
    const dialects = { kubernetes: 'yes', 'network-policy-api': 'no', calico: 'yes', cilium: 'no' } as const;
    const calico = (snapshot: PolicySnapshot): PolicySnapshot => ({
      ...snapshot,
      enforcement: { ...snapshot.enforcement, cni: 'calico', dialects },
    });
    const answer = compared([closed, cilium], ['web', 'closed'], 'open', calico);
    expect(answer.combination).toBe('bypass');
    expect(answer.sentence).toBe('The policies deny it, and it gets through.');
  });
});
