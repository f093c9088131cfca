import { describe, expect, it } from 'vitest';
import { partyOfAddress } from '../../../src/policy/destinations/party-of-address.ts';
import { anyPortVerdict } from '../../../src/policy/destinations/any-port.ts';
import { describePolicy } from '../../../src/policy/kubernetes/describe.ts';
import { objectYaml, podYaml } from '../../support/policy-flows.ts';
import { allowed, clusterOf, namespaceYaml, networkPolicy } from './cluster.ts';

const pods = [
  namespaceYaml('shop', { team: 'shop' }),
  namespaceYaml('dev', { team: 'dev' }),
  podYaml('shop/web', { app: 'web' }, { address: '10.0.1.1', node: 'node-1' }),
  podYaml('shop/api', { app: 'api' }, { address: '10.0.1.2', node: 'node-2' }),
  podYaml('dev/web', { app: 'web' }, { address: '10.0.2.1', node: 'node-1' }),
];
const api = { podSelector: { matchLabels: { app: 'api' } } };
const one = (spec: unknown) => clusterOf([...pods, networkPolicy('shop/one', spec)]);

describe('defects that other engines shipped', () => {
  it('a malformed podSelector does not make a deny vanish', () => {
    const broken = one({
      podSelector: { matchExpressions: [{ key: 'app', operator: 'Inn', values: ['api'] }] },
      ingress: [],
    });
    expect(allowed(broken, 'shop/web', 'shop/api')).toBe('undecidable');
  });

  it('without a port, egress to 80 and ingress on 443 is no connection', () => {
    const cluster = clusterOf([
      ...pods,
      networkPolicy('shop/out', {
        podSelector: { matchLabels: { app: 'web' } },
        policyTypes: ['Egress'],
        egress: [{ ports: [{ port: 80 }] }],
      }),
      networkPolicy('shop/in', { ...api, ingress: [{ ports: [{ port: 443 }] }] }),
    ]);
    const { flow } = cluster.verdict('shop/web', 'shop/api', 'TCP');
    const { verdict, connections } = anyPortVerdict(cluster.program, cluster.snapshot, flow);
    expect(verdict.allowed).toBe('no');
    expect(connections.allowed).toEqual({});
  });

  it('a pod reaches itself under a deny-all', () => {
    expect(allowed(one({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }), 'shop/api', 'shop/api')).toBe('yes');
  });

  it('a hostNetwork pod is not reported as denied by a policy', () => {
    const host = podYaml('shop/host', { app: 'host' }, { hostNetwork: true, address: '172.18.0.9', node: 'node-9' });
    const cluster = clusterOf([...pods, host, networkPolicy('shop/deny', { podSelector: {}, ingress: [] })]);
    expect(cluster.verdict('shop/web', 'shop/host').ingress).toMatchObject({
      outcome: 'undecidable',
      basis: 'undefined',
    });
  });

  it('an address that a completed pod had before is the running pod, and so are its labels', () => {
    const cluster = clusterOf([podYaml('shop/job', { app: 'job' }, { address: '10.0.1.2' }), ...pods], (snapshot) => ({
      ...snapshot,
      pods: snapshot.pods.map((pod) => (pod.name === 'job' ? { ...pod, phase: 'finished' } : pod)),
    }));
    expect(partyOfAddress(cluster.snapshot, '10.0.1.2')).toMatchObject({ name: 'api', labels: { app: 'api' } });
  });

  it('missing policyTypes isolate ingress', () => {
    expect(allowed(one(api), 'shop/web', 'shop/api')).toBe('no');
  });

  it('the ports of a rule count', () => {
    const cluster = one({ ...api, ingress: [{ ports: [{ port: 80 }] }] });
    expect(allowed(cluster, 'shop/web', 'shop/api', '80')).toBe('yes');
    expect(allowed(cluster, 'shop/web', 'shop/api', '81')).toBe('no');
  });

  it('a namespaceSelector looks at the labels of namespaces', () => {
    const cluster = one({ ...api, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'dev' } } }] }] });
    expect(allowed(cluster, 'dev/web', 'shop/api')).toBe('yes');
    expect(allowed(cluster, 'shop/web', 'shop/api')).toBe('no');
  });

  it('a policy that only denies counts', () => {
    const deny = objectYaml('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/deny', {
      spec: {
        endpointSelector: { matchLabels: { app: 'api' } },
        ingressDeny: [{ fromEndpoints: [{ matchLabels: { app: 'web' } }] }],
      },
    });
    expect(clusterOf([...pods, deny]).verdict('shop/web', 'shop/api').ingress.outcome).toBe('deny');
  });

  it('an ipBlock on pod addresses follows the CNI: by the e2e tests it matches, under Cilium it does not', () => {
    const policy = networkPolicy('shop/block', { ...api, ingress: [{ from: [{ ipBlock: { cidr: '10.0.1.1/32' } }] }] });
    expect(allowed(clusterOf([...pods, policy]), 'shop/web', 'shop/api')).toBe('yes');
    const cilium = clusterOf([...pods, policy], (snapshot) => ({
      ...snapshot,
      enforcement: { ...snapshot.enforcement, cni: 'cilium' },
    }));
    expect(allowed(cilium, 'shop/web', 'shop/api')).toBe('no');
  });

  it('an AdminNetworkPolicy that allows port 80 at priority 1 is not outdone by later ones', () => {
    const rule = (name: string, priority: number, action: string, ports?: unknown) =>
      objectYaml('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', name, {
        spec: {
          priority,
          subject: { namespaces: {} },
          ingress: [{ action, from: [{ namespaces: {} }], ...(ports === undefined ? {} : { ports }) }],
        },
      });
    const cluster = clusterOf([
      ...pods,
      rule('anp1', 1, 'Allow', [{ portNumber: { protocol: 'TCP', port: 80 } }]),
      rule('anp2', 2, 'Deny'),
    ]);
    expect(allowed(cluster, 'dev/web', 'shop/api', '80')).toBe('yes');
    expect(allowed(cluster, 'dev/web', 'shop/api', '81')).toBe('no');
  });
});

describe("the five faults of KubeSkoop's evaluator", () => {
  it('one of several policies that allows is enough: a union, not an intersection', () => {
    const cluster = clusterOf([
      ...pods,
      networkPolicy('shop/a', { ...api, ingress: [{ ports: [{ port: 80 }] }] }),
      networkPolicy('shop/b', { ...api, ingress: [{ ports: [{ port: 443 }] }] }),
    ]);
    expect(allowed(cluster, 'shop/web', 'shop/api', '443')).toBe('yes');
  });

  it('a rule with ports and without peers is for all peers', () => {
    expect(allowed(one({ ...api, ingress: [{ from: [], ports: [{ port: 80 }] }] }), 'dev/web', 'shop/api', '80')).toBe(
      'yes',
    );
  });

  it('a podSelector and a namespaceSelector in one peer must both fit, in that other namespace', () => {
    const cluster = one({
      ...api,
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { app: 'web' } }, namespaceSelector: { matchLabels: { team: 'dev' } } }],
        },
      ],
    });
    expect(allowed(cluster, 'dev/web', 'shop/api')).toBe('yes');
    expect(allowed(cluster, 'shop/web', 'shop/api')).toBe('no');
  });

  it('ingress compares the port of the destination', () => {
    const cluster = one({ ...api, ingress: [{ ports: [{ port: 8080 }] }] });
    expect(cluster.verdict('shop/web', 'shop/api', '8080').ingress.outcome).toBe('allow');
  });

  it('a namespace is looked up by its own name, not by the name of the pod', () => {
    const cluster = clusterOf([
      ...pods,
      namespaceYaml('web', { team: 'wrong' }),
      networkPolicy('shop/one', {
        ...api,
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'wrong' } } }] }],
      }),
    ]);
    expect(allowed(cluster, 'dev/web', 'shop/api')).toBe('no');
  });
});

describe("the fault of k8sgpt's analyzer", () => {
  it('a default deny with an empty podSelector is told as a deny, not as allowing all pods', () => {
    const spec = { podSelector: {}, policyTypes: ['Ingress'] };
    expect(describePolicy(spec).ingress.effect).toBe('deny-all');
    expect(allowed(one(spec), 'dev/web', 'shop/api')).toBe('no');
  });

  it('matchExpressions count', () => {
    const cluster = one({ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['api'] }] } });
    expect(allowed(cluster, 'dev/web', 'shop/api')).toBe('no');
    expect(allowed(cluster, 'dev/web', 'shop/web')).toBe('yes');
  });
});
