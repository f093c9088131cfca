import { describe, expect, it } from 'vitest';
import {
  explainFlow,
  type FlowDestination,
  type FlowExplanation,
} from '../../../src/policy/destinations/explain-flow.ts';
import { partyOfAddress, serviceOfAddress } from '../../../src/policy/destinations/party-of-address.ts';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml, networkPolicy } from '../policy/cluster.ts';

const objects = [
  namespaceYaml('shop'),
  objectYaml('v1', 'Node', 'node-1', { status: { addresses: [{ type: 'InternalIP', address: '192.0.2.1' }] } }),
  podYaml('shop/web', { app: 'web' }),
  podYaml('shop/api', { app: 'api' }, { node: 'node-2' }),
  objectYaml('v1', 'Service', 'shop/api', {
    spec: {
      type: 'LoadBalancer',
      clusterIP: '10.96.0.9',
      externalIPs: ['198.51.100.7'],
      selector: { app: 'api' },
      ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
    },
    status: { loadBalancer: { ingress: [{ ip: '203.0.113.80' }, { hostname: 'lb.example' }] } },
  }),
  objectYaml('v1', 'Service', 'shop/alias', {
    spec: { type: 'ExternalName', externalName: 'api.shop.svc.cluster.local' },
  }),
];

const closed = networkPolicy('shop/closed', { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Ingress'] });
const openToWeb = networkPolicy('shop/open-to-web', {
  podSelector: { matchLabels: { app: 'api' } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
});
const openToAll = networkPolicy('shop/open', { podSelector: {}, ingress: [{}] });

function explained(policy: string, from: string, to: FlowDestination | string, port = 80): FlowExplanation {
  const { snapshot, program } = clusterOf([...objects, policy]);
  const find = (text: string) =>
    [...snapshot.pods, ...snapshot.nodes].find(({ name }) => name === text) ?? partyOfAddress(snapshot, text);
  const source = find(from);
  const service = typeof to === 'string' ? serviceOfAddress(snapshot, to) : undefined;
  const destination =
    service === undefined ? (typeof to === 'string' ? find(to) : to) : ({ kind: 'service', service } as const);
  if (source === undefined || destination === undefined) throw new Error(`no ${from} or no destination`);
  return explainFlow(program, snapshot, { source, destination, traffic: { protocol: 'TCP', port } });
}

const backends = ({ targets }: FlowExplanation) =>
  targets.map(
    ({ destination, verdict }) =>
      `${destination.kind === 'outside' ? '' : destination.name}:${verdict.flow.traffic.port}`,
  );

describe('a destination that nodes rewrite', () => {
  it('is the backend behind a node’s port, and no unguarded node', () => {
    const answer = explained(closed, '203.0.113.9', 'node-1', 30_080);
    expect(backends(answer)).toEqual(['api:8080']);
    // The node may be the pod's own, which is always allowed, or another one.
    expect(answer.allowed).toBe('undecidable');
    expect(explained(openToAll, '203.0.113.9', 'node-1', 30_080).allowed).toBe('yes');
    expect(explained(closed, '203.0.113.9', 'node-1', 22).targets[0]?.destination.kind).toBe('node');
  });

  it.each(['203.0.113.80', '198.51.100.7'])('is the backend behind the address %s of a load balancer', (address) => {
    expect(backends(explained(openToAll, 'web', address))).toEqual(['api:8080']);
    expect(explained(openToAll, 'web', address).allowed).toBe('yes');
    // From a pod as well nodes may put their own address there.
    expect(explained(openToWeb, 'web', address).allowed).toBe('undecidable');
    expect(explained(openToWeb, 'web', '10.96.0.9').allowed).toBe('yes');
  });

  it('is the address itself on ports that no service has', () => {
    expect(explained(closed, 'web', '203.0.113.80', 443).targets[0]?.destination.kind).toBe('outside');
  });

  it('hides the source even where no node is known, so that a policy for its address decides nothing', () => {
    const fromAddress = networkPolicy('shop/from', {
      podSelector: { matchLabels: { app: 'api' } },
      ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
    });
    expect(explained(fromAddress, '203.0.113.9', '10.96.0.9').allowed).toBe('undecidable');
  });

  it('stays denied when the source may not send at all', () => {
    const out = networkPolicy('shop/out', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] });
    expect(explained(out, 'web', '203.0.113.80').allowed).toBe('no');
  });

  it.each(['api', 'api.shop.svc', 'api.shop.svc.cluster.local.', 'x.cluster.local'])(
    'is not known for the name %s, which may be the cluster’s own',
    (name) => {
      expect(explained(openToAll, 'web', { kind: 'host', name, addresses: undefined }).allowed).toBe('undecidable');
    },
  );

  it('is not known for a service that only names another of the cluster', () => {
    const { snapshot, program } = clusterOf(objects);
    const service = snapshot.services.find(({ name }) => name === 'alias');
    const [source] = snapshot.pods;
    if (service === undefined || source === undefined) throw new Error('no service');
    const destination = { kind: 'service', service } as const;
    expect(
      explainFlow(program, snapshot, { source, destination, traffic: { protocol: 'TCP', port: 80 } }).allowed,
    ).toBe('undecidable');
  });

  it('is the pod whose address a name resolves to', () => {
    const { snapshot } = clusterOf(objects);
    const address = snapshot.pods.find(({ name }) => name === 'api')?.addresses[0] ?? '';
    expect(explained(closed, 'web', { kind: 'host', name: 'api.example', addresses: [address] }).allowed).toBe('no');
    const byService = explained(openToWeb, 'web', { kind: 'host', name: 'api.example', addresses: ['10.96.0.9'] });
    expect(backends(byService)).toEqual(['api:8080']);
  });
});
