import { describe, expect, it } from 'vitest';
import { nearMisses } from '../../../src/policy/near-miss/near-miss.ts';
import { podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml, networkPolicy } from './cluster.ts';

const objects = [
  namespaceYaml('shop', { team: 'shop' }),
  namespaceYaml('dev'),
  podYaml('shop/web', { app: 'web', tier: 'backend' }),
  podYaml('shop/api', { app: 'api' }),
  podYaml('dev/web', { app: 'web' }),
];
const api = { podSelector: { matchLabels: { app: 'api' } } };

function misses(policies: readonly string[], from = 'shop/web', traffic?: string) {
  const cluster = clusterOf([...objects, ...policies]);
  return nearMisses(cluster.program, cluster.snapshot, cluster.verdict(from, 'shop/api', traffic));
}
const words = (...args: Parameters<typeof misses>) => misses(...args).map(({ unmet }) => unmet.map((one) => one.words));
const rule = (...ingress: readonly unknown[]) => [networkPolicy('shop/one', { ...api, ingress })];

describe('the near miss of a denied flow', () => {
  it('names a label with another value', () => {
    expect(words(rule({ from: [{ podSelector: { matchLabels: { tier: 'api' } } }] }))).toEqual([
      ['label tier=api expected, pod shop/web has tier=backend'],
    ]);
  });

  it('names a label that is missing', () => {
    expect(words(rule({ from: [{ podSelector: { matchLabels: { role: 'client' } } }] }))).toEqual([
      ['label role=client expected, pod shop/web has no label role'],
    ]);
  });

  it('names the label that a namespace lacks', () => {
    expect(words(rule({ from: [{ namespaceSelector: { matchLabels: { team: 'shop' } } }] }), 'dev/web')).toEqual([
      ['namespace dev lacks label team=shop'],
    ]);
  });

  it('names the port that is in none of the lines', () => {
    expect(words(rule({ ports: [{ port: 80 }, { port: 443 }] }))).toEqual([['port 8080 not in 80, 443']]);
  });

  it('names the protocol that is not listed', () => {
    expect(words(rule({ ports: [{ port: 53 }] }), 'shop/web', 'UDP 53')).toEqual([['UDP not listed, only TCP']]);
  });

  it('names a named port that the destination lacks', () => {
    expect(words(rule({ ports: [{ port: 'http' }] }))).toEqual([
      ['port 8080 not in named http (which the destination lacks)'],
    ]);
  });

  it('names the address block that an address is not in', () => {
    const block = { ipBlock: { cidr: '198.51.100.0/24' } };
    expect(words(rule({ from: [block] }), '203.0.113.7')).toEqual([['203.0.113.7 not in 198.51.100.0/24']]);
  });

  it('takes of alternative peers the nearest one, and of rules the one with the least unmet first', () => {
    const far = { podSelector: { matchLabels: { tier: 'api', role: 'client' } } };
    const near = { podSelector: { matchLabels: { tier: 'api' } } };
    const found = misses(rule({ from: [far], ports: [{ port: 80 }] }, { from: [far, near] }));
    expect(found.map((one) => [one.rule.rule, one.unmet.length])).toEqual([
      [2, 1],
      [1, 3],
    ]);
  });

  it('knows a policy that would allow it if it governed the pod', () => {
    const found = misses([
      networkPolicy('shop/deny', { podSelector: {} }),
      networkPolicy('shop/allow', { podSelector: { matchLabels: { app: 'api', tier: 'back' } }, ingress: [{}] }),
    ]);
    expect(found).toMatchObject([{ applies: false, rule: { policy: { name: 'allow' } } }]);
    expect(found[0]?.unmet.map((one) => one.words)).toEqual([
      'label tier=back expected, pod shop/api has no label tier',
    ]);
  });

  it('is there for each side that denies, and for none that does not', () => {
    const out = networkPolicy('shop/out', {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 80 }] }],
    });
    expect(misses([...rule({ ports: [{ port: 443 }] }), out]).map((one) => one.rule.direction)).toEqual([
      'egress',
      'ingress',
    ]);
    expect(misses([])).toEqual([]);
  });

  it('is none in another namespace', () => {
    const elsewhere = networkPolicy('dev/one', { podSelector: {}, ingress: [{}] });
    expect(misses([...rule(), elsewhere])).toEqual([]);
  });

  it('is on the rule in the walk as well', () => {
    const cluster = clusterOf([...objects, ...rule({ ports: [{ port: 80 }] })]);
    const step = cluster.verdict('shop/web', 'shop/api').ingress.walk[0]?.policies[0]?.rules[0];
    expect(step).toMatchObject({
      matched: 'no',
      action: 'allow',
      unmet: [{ on: 'traffic', expected: 'port 80', found: 'port 8080' }],
    });
  });
});
