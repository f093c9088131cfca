import { describe, expect, it } from 'vitest';
import { podYaml } from '../../support/policy-flows.ts';
import { allowed, clusterOf, networkPolicy } from './cluster.ts';

const pods = [
  podYaml('shop/web', { app: 'web' }),
  podYaml('shop/api', { app: 'api' }),
  podYaml('dev/tool', { app: 'tool' }),
];

const policy = (spec: unknown, ...more: readonly string[]) =>
  clusterOf([...pods, networkPolicy('shop/one', spec), ...more]);

const api = { podSelector: { matchLabels: { app: 'api' } } };

describe('what a NetworkPolicy isolates', () => {
  it('row 1: without a policy everything is allowed in both directions, by default', () => {
    const verdict = clusterOf(pods).verdict('shop/web', 'dev/tool');
    expect(verdict.allowed).toBe('yes');
    expect([verdict.egress.basis, verdict.ingress.basis]).toEqual(['default', 'default']);
    expect(verdict.ingress.decidedBy).toBeUndefined();
  });

  it.each([
    ['row 2: an empty podSelector', { podSelector: {}, ingress: [] }],
    ['row 3: no podSelector', { ingress: [] }],
    ['row 4: a podSelector with empty matchLabels', { podSelector: { matchLabels: {} }, ingress: [] }],
  ])('%s selects all pods of the namespace and no other', (_name, spec) => {
    const cluster = policy(spec);
    expect(cluster.outcome('dev/tool', 'shop/web')).toBe('allow default-deny');
    expect(cluster.outcome('dev/tool', 'shop/api')).toBe('allow default-deny');
    expect(cluster.outcome('shop/web', 'dev/tool')).toBe('allow allow');
  });

  it.each([
    ['missing', { ...api, policyTypes: ['Ingress'] }],
    ['empty', { ...api, policyTypes: ['Ingress'], ingress: [] }],
    ['null', { ...api, policyTypes: ['Ingress'], ingress: null }],
  ])('row 5: with type Ingress and ingress %s nothing is allowed in', (_name, spec) => {
    const verdict = policy(spec).verdict('shop/web', 'shop/api');
    expect(verdict.ingress.outcome).toBe('default-deny');
    expect(verdict.ingress.isolatedBy).toEqual([{ kind: 'NetworkPolicy', namespace: 'shop', name: 'one' }]);
    expect(verdict.ingress.decidedBy).toMatchObject({ policy: { name: 'one' }, rule: 0 });
  });

  it('row 6: an ingress rule without anything in it allows everything', () => {
    const verdict = policy({ ...api, ingress: [{}] }).verdict('dev/tool', 'shop/api', 'UDP 53');
    expect(verdict.ingress).toMatchObject({ outcome: 'allow', basis: 'policy', decidedBy: { rule: 1 } });
  });

  it('row 7: no egress rules with type Egress let nothing out', () => {
    const cluster = policy({ podSelector: {}, policyTypes: ['Egress'], egress: [] });
    expect(cluster.outcome('shop/web', 'dev/tool')).toBe('default-deny allow');
    expect(cluster.outcome('shop/web', '203.0.113.7')).toBe('default-deny not-applicable');
  });

  it('row 22: without policyTypes and egress rules only ingress is governed', () => {
    expect(policy(api).outcome('shop/api', 'dev/tool')).toBe('allow allow');
    expect(policy(api).outcome('dev/tool', 'shop/api')).toBe('allow default-deny');
  });

  it('row 23: without policyTypes an egress section isolates both directions', () => {
    const cluster = policy({ ...api, egress: [{ to: [{ podSelector: {} }] }] });
    expect(cluster.outcome('shop/web', 'shop/api')).toBe('allow default-deny');
    expect(cluster.outcome('shop/api', 'dev/tool')).toBe('default-deny allow');
    expect(cluster.outcome('shop/api', 'shop/web')).toBe('allow allow');
  });

  it('row 24: policyTypes Egress without egress denies all egress and leaves ingress alone', () => {
    const cluster = policy({ ...api, policyTypes: ['Egress'] });
    expect(cluster.outcome('shop/api', 'shop/web')).toBe('default-deny allow');
    expect(cluster.outcome('shop/web', 'shop/api')).toBe('allow allow');
  });

  it('row 25: policyTypes Ingress ignores egress rules', () => {
    const cluster = policy({ ...api, policyTypes: ['Ingress'], egress: [{ to: [{ podSelector: {} }] }] });
    expect(cluster.outcome('shop/api', 'dev/tool')).toBe('allow allow');
  });

  it('row 26: policyTypes Egress with ingress rules does not isolate ingress', () => {
    const spec = { ...api, policyTypes: ['Egress'], ingress: [{ from: [{ podSelector: {} }] }], egress: [{}] };
    expect(policy(spec).outcome('dev/tool', 'shop/api')).toBe('allow allow');
  });

  it('row 26: under Cilium such ingress rules may isolate all the same, which is said', () => {
    const spec = { ...api, policyTypes: ['Egress'], ingress: [{ from: [{ podSelector: {} }] }], egress: [{}] };
    const cluster = clusterOf([...pods, networkPolicy('shop/one', spec)], (snapshot) => ({
      ...snapshot,
      enforcement: { ...snapshot.enforcement, cni: 'cilium' },
    }));
    expect(cluster.outcome('shop/web', 'shop/api')).toBe('allow allow');
    const { ingress } = cluster.verdict('dev/tool', 'shop/api');
    expect(ingress.outcome).toBe('undecidable');
    expect(ingress.reason).toContain('which Cilium may enforce all the same');
  });

  it('row 27: several policies on one pod are a union, whatever their order', () => {
    const deny = networkPolicy('shop/a-deny', { podSelector: {}, ingress: [] });
    const allow = networkPolicy('shop/z-allow', { podSelector: {}, ingress: [{}] });
    expect(allowed(clusterOf([...pods, deny, allow]), 'dev/tool', 'shop/api')).toBe('yes');
    expect(allowed(clusterOf([...pods, allow, deny]), 'dev/tool', 'shop/api')).toBe('yes');
  });

  it('row 28: one side that denies is enough', () => {
    const in1 = networkPolicy('shop/in', { ...api, ingress: [{}] });
    const out = networkPolicy('dev/out', { podSelector: {}, policyTypes: ['Egress'] });
    const cluster = clusterOf([...pods, in1, out]);
    expect(cluster.outcome('dev/tool', 'shop/api')).toBe('default-deny allow');
    expect(allowed(cluster, 'dev/tool', 'shop/api')).toBe('no');
  });

  it('row 29: isolation is per direction', () => {
    expect(policy({ ...api, policyTypes: ['Ingress'] }).outcome('shop/api', 'shop/web')).toBe('allow allow');
  });

  it('row 30: a policy of another namespace selects no pod here', () => {
    const cluster = clusterOf([...pods, networkPolicy('dev/one', { podSelector: { matchLabels: { app: 'api' } } })]);
    expect(cluster.outcome('shop/web', 'shop/api')).toBe('allow allow');
  });

  it('row 51: once the policy is gone everything is allowed again', () => {
    expect(allowed(policy(api), 'shop/web', 'shop/api')).toBe('no');
    expect(allowed(clusterOf(pods), 'shop/web', 'shop/api')).toBe('yes');
  });
});
