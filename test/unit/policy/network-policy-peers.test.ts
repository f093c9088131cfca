import { describe, expect, it } from 'vitest';
import { podYaml } from '../../support/policy-flows.ts';
import { allowed, clusterOf, namespaceYaml, networkPolicy, under } from './cluster.ts';

const pods = [
  namespaceYaml('shop', { team: 'shop' }),
  namespaceYaml('dev', { team: 'dev' }),
  podYaml('shop/api', { app: 'api' }, { address: '10.0.1.1', node: 'node-1' }),
  podYaml('shop/web', { app: 'web' }, { address: '10.0.1.2', node: 'node-2' }),
  podYaml('dev/web', { app: 'web' }, { address: '10.0.2.1', node: 'node-2' }),
  podYaml('dev/tool', { app: 'tool' }, { address: '10.0.2.2', node: 'node-2' }),
];

const from = (...peers: readonly unknown[]) => ingress([{ from: peers }]);
const ingress = (rules: readonly unknown[]) =>
  clusterOf([...pods, networkPolicy('shop/one', { podSelector: { matchLabels: { app: 'api' } }, ingress: rules })]);

/** Who of everybody may reach shop/api. */
function sources(cluster: ReturnType<typeof from>): readonly string[] {
  return ['shop/web', 'dev/web', 'dev/tool', '203.0.113.7'].filter(
    (source) => allowed(cluster, source, 'shop/api') === 'yes',
  );
}

const web = { podSelector: { matchLabels: { app: 'web' } } };
const dev = { namespaceSelector: { matchLabels: { team: 'dev' } } };

describe('the peers of a NetworkPolicy', () => {
  it.each([
    ['missing', [{}]],
    ['empty', [{ from: [] }]],
    ['null', [{ from: null }]],
  ])('row 8: `from` %s is every source, outside ones too', (_name, rules) => {
    expect(sources(ingress(rules))).toEqual(['shop/web', 'dev/web', 'dev/tool', '203.0.113.7']);
  });

  it.each([
    ['missing', [{}]],
    ['empty', [{ to: [] }]],
  ])('row 9: `to` %s is every destination', (_name, egress) => {
    const cluster = clusterOf([
      ...pods,
      networkPolicy('shop/one', { podSelector: {}, policyTypes: ['Egress'], egress }),
    ]);
    expect(allowed(cluster, 'shop/api', '203.0.113.7')).toBe('yes');
    expect(allowed(cluster, 'shop/api', 'dev/tool')).toBe('yes');
  });

  it('row 13: peers in one list are alternatives', () => {
    expect(sources(from({ podSelector: { matchLabels: { app: 'web' } } }, dev))).toEqual([
      'shop/web',
      'dev/web',
      'dev/tool',
    ]);
  });

  it('row 14: peers and ports of one rule must both fit', () => {
    const cluster = ingress([{ from: [web], ports: [{ port: 80 }] }]);
    expect(allowed(cluster, 'shop/web', 'shop/api', '80')).toBe('yes');
    expect(allowed(cluster, 'shop/web', 'shop/api', '81')).toBe('no');
    expect(allowed(cluster, 'dev/tool', 'shop/api', '80')).toBe('no');
  });

  it('row 15: a namespaceSelector and a podSelector in one peer must both fit', () => {
    expect(sources(from({ ...dev, ...web }))).toEqual(['dev/web']);
  });

  it('row 16: the same two in two peers are alternatives, and the podSelector means the own namespace', () => {
    expect(sources(from(dev, web))).toEqual(['shop/web', 'dev/web', 'dev/tool']);
  });

  it('row 17: a podSelector alone means the own namespace only', () => {
    expect(sources(from(web))).toEqual(['shop/web']);
  });

  it('row 18: an empty podSelector is all pods of the own namespace and nobody else', () => {
    expect(sources(from({ podSelector: {} }))).toEqual(['shop/web']);
  });

  it('row 19: a namespaceSelector alone is all pods of those namespaces', () => {
    expect(sources(from(dev))).toEqual(['dev/web', 'dev/tool']);
  });

  it('row 20: an empty namespaceSelector is all namespaces with its own, and no outside address', () => {
    expect(sources(from({ namespaceSelector: {} }))).toEqual(['shop/web', 'dev/web', 'dev/tool']);
  });

  it('row 21: both empty are all pods everywhere', () => {
    expect(sources(from({ namespaceSelector: {}, podSelector: {} }))).toEqual(['shop/web', 'dev/web', 'dev/tool']);
  });

  it('row 31: an address block matches a pod by its IP', () => {
    expect(sources(from({ ipBlock: { cidr: '10.0.2.1/32' } }))).toEqual(['dev/web']);
  });

  it('row 31: under Cilium an address block never matches a pod of the cluster', () => {
    const cluster = clusterOf(
      [
        ...pods,
        networkPolicy('shop/one', {
          podSelector: { matchLabels: { app: 'api' } },
          ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
        }),
      ],
      under('cilium'),
    );
    expect(sources(cluster)).toEqual(['203.0.113.7']);
  });

  it('row 32: `except` carves out of its own block', () => {
    expect(sources(from({ ipBlock: { cidr: '10.0.0.0/16', except: ['10.0.2.0/24'] } }))).toEqual(['shop/web']);
  });

  it('row 33: an address excepted in one rule is allowed by another one', () => {
    const block = { ipBlock: { cidr: '10.0.0.0/16', except: ['10.0.2.0/24'] } };
    expect(sources(from(block, { ipBlock: { cidr: '10.0.2.1/32' } }))).toEqual(['shop/web', 'dev/web']);
    expect(sources(ingress([{ from: [block] }, { from: [{ ipBlock: { cidr: '10.0.2.1/32' } }] }]))).toEqual([
      'shop/web',
      'dev/web',
    ]);
  });

  it.each([
    ['row 34: an `except` outside of its block', { ipBlock: { cidr: '10.0.0.0/16', except: ['192.0.2.0/24'] } }],
    ['row 35: an ipBlock beside a podSelector', { ipBlock: { cidr: '10.0.0.0/8' }, ...web }],
    ['row 69: an empty peer', {}],
    ['a peer with a field that nobody knows', { podSelector: {}, workloadSelector: { app: 'web' } }],
    ['a block that is no CIDR', { ipBlock: { cidr: '10.0.0.0' } }],
  ])('%s is not understood, and neither widens nor narrows the rule silently', (_name, peer) => {
    const cluster = from(peer);
    const { ingress: side, allowed: answer } = cluster.verdict('shop/web', 'shop/api');
    expect(answer).toBe('undecidable');
    expect(side.reason).toMatch(/^NetworkPolicy shop\/one is not understood: /);
    expect(allowed(cluster, 'shop/web', 'dev/tool')).toBe('yes');
  });

  it('row 36: an IPv4 block never matches an IPv6 address, nor the other way round', () => {
    expect(sources(from({ ipBlock: { cidr: '::/0' } }))).toEqual([]);
    const v6 = from({ ipBlock: { cidr: '0.0.0.0/0' } });
    expect(allowed(v6, '2001:db8::1', 'shop/api')).not.toBe('yes');
  });

  it('row 36: each address of a dual-stack pod is held against blocks of its own family', () => {
    const dual = (snapshot: Parameters<ReturnType<typeof under>>[0]) => ({
      ...snapshot,
      pods: snapshot.pods.map((pod) => ({
        ...pod,
        addresses: [...pod.addresses, `fd00::${pod.addresses[0]?.split('.').at(-1)}`],
      })),
    });
    const spec = (...peers: readonly unknown[]) =>
      networkPolicy('shop/one', { podSelector: { matchLabels: { app: 'api' } }, ingress: [{ from: peers }] });
    const onlyV4 = clusterOf([...pods, spec({ ipBlock: { cidr: '10.0.0.0/8' } })], dual);
    expect(onlyV4.verdict('shop/web', 'shop/api').ingress.reason).toBe('Over IPv4 it is allowed, over IPv6 denied.');
    const both = clusterOf(
      [...pods, spec({ ipBlock: { cidr: '10.0.0.0/8' } }, { ipBlock: { cidr: 'fd00::/8' } })],
      dual,
    );
    expect(allowed(both, 'shop/web', 'shop/api')).toBe('yes');
  });

  it('row 49: every namespace has the label kubernetes.io/metadata.name', () => {
    expect(sources(from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dev' } } }))).toEqual([
      'dev/web',
      'dev/tool',
    ]);
  });

  it('row 50: the labels of the moment count', () => {
    const relabelled = clusterOf(
      [...pods, networkPolicy('shop/one', { podSelector: {}, ingress: [{ from: [dev] }] })],
      (snapshot) => ({
        ...snapshot,
        pods: snapshot.pods.map((pod) => ({ ...pod, namespaceLabels: { team: 'dev' } })),
      }),
    );
    expect(allowed(relabelled, 'shop/web', 'shop/api')).toBe('yes');
  });
});
