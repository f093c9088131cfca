import { describe, expect, it } from 'vitest';
import { podYaml } from '../../support/policy-flows.ts';
import { calico, calicoObject, globalPolicy, networkPolicy, plainNetworkPolicy } from './support/calico.ts';

const pods = [podYaml('default/a', { app: 'a' }), podYaml('default/b', { app: 'b' }), podYaml('other/c', { app: 'c' })];
const allow = { action: 'Allow' };
const deny = { action: 'Deny' };

function tier(name: string, spec: object): string {
  return calicoObject('Tier', name, spec);
}

describe("Calico's tiers", () => {
  it('1: are walked by order ascending, those without an order last, ties by name', () => {
    const policies = ['late', 'b-tie', 'a-tie', 'first', 'default'].map((name) =>
      globalPolicy(name === 'default' ? 'in-default' : `${name}.p`, { tier: name, ingress: [{ action: 'Pass' }] }),
    );
    const { program } = calico([
      ...pods,
      ...policies,
      tier('late', {}),
      tier('b-tie', { order: 2 }),
      tier('a-tie', { order: 2 }),
      tier('first', { order: 1 }),
    ]);
    expect(program.tiers.map(({ name }) => name)).toEqual(['first', 'a-tie', 'b-tie', 'default', 'late']);
  });

  it('1: without their object come last, and what is in them is not understood', () => {
    const { program, verdict } = calico([...pods, globalPolicy('gone.p', { tier: 'gone', ingress: [allow] })]);
    expect(program.tiers.map(({ name }) => name)).toEqual(['gone']);
    expect(verdict('default/a', 'default/b').ingress).toMatchObject({ outcome: 'undecidable' });
  });

  it('2: have their policies by order, none being last, ties by name, namespace and kind', () => {
    const names = (cluster: ReturnType<typeof calico>) =>
      cluster.program.tiers[0]?.policies.map(({ reference }) => `${reference.kind} ${reference.name}`);
    const cluster = calico([
      ...pods,
      globalPolicy('z', { order: 5 }),
      globalPolicy('no-order', {}),
      networkPolicy('default/tie', { order: 9 }),
      globalPolicy('tie', { order: 9 }),
      globalPolicy('a', { order: 9 }),
    ]);
    expect(names(cluster)).toEqual([
      'GlobalNetworkPolicy z',
      'GlobalNetworkPolicy a',
      'GlobalNetworkPolicy tie',
      'Calico NetworkPolicy tie',
      'GlobalNetworkPolicy no-order',
    ]);
  });

  it('3: count only where some policy in them applies to the endpoint in that direction', () => {
    const cluster = calico([
      ...pods,
      tier('first', { order: 1 }),
      globalPolicy('first.only-a-ingress', { tier: 'first', selector: `app == 'a'`, types: ['Ingress'] }),
    ]);
    expect(cluster.outcome('default/b', 'default/a')).toBe('allow default-deny');
    expect(cluster.outcome('default/a', 'default/b')).toBe('allow allow');
  });

  it('4: end at the first rule that allows or denies; a pass goes to the next tier, a log to the next rule', () => {
    const cluster = calico([
      ...pods,
      tier('first', { order: 1 }),
      globalPolicy('first.p', {
        tier: 'first',
        ingress: [
          { action: 'Log' },
          { action: 'Pass', source: { selector: `app == 'a'` } },
          { action: 'Allow', source: { selector: `app == 'c'` } },
          deny,
        ],
      }),
      globalPolicy('in-default', {
        ingress: [{ action: 'Deny', protocol: 'TCP', destination: { ports: [80] } }, allow],
      }),
    ]);
    expect(cluster.verdict('other/c', 'default/b').ingress.decidedBy).toMatchObject({ rule: 3 });
    expect(cluster.outcome('default/b', 'other/c')).toBe('allow deny');
    expect(cluster.outcome('default/a', 'default/b', '80')).toBe('allow deny');
    expect(cluster.outcome('default/a', 'default/b', '8080')).toBe('allow allow');
  });

  it('5: end with their default action where policies applied and no rule matched', () => {
    const policy = globalPolicy('first.p', {
      tier: 'first',
      ingress: [{ action: 'Allow', source: { nets: ['192.0.2.0/24'] } }],
    });
    expect(calico([...pods, tier('first', { order: 1 }), policy]).outcome('default/a', 'default/b')).toBe(
      'allow default-deny',
    );
    const passing = tier('first', { order: 1, defaultAction: 'Pass' });
    expect(calico([...pods, passing, policy]).outcome('default/a', 'default/b')).toBe('allow allow');
  });

  it('7: hold NetworkPolicies in tier default at order 1000, so that lower orders beat them and higher ones come after', () => {
    const kubernetes = [
      {
        ...plainNetworkPolicy({ namespace: 'default', name: 'np' }),
        ingress: {
          isolates: true,
          rules: [
            {
              number: 1,
              path: ['spec', 'ingress', 0],
              action: 'allow',
              peer: { is: 'namespace', names: ['default'] },
            } as const,
          ],
        },
      },
    ];
    const denies = (order: number) => calico([...pods, globalPolicy('p', { order, ingress: [deny] })], kubernetes);
    expect(denies(999).outcome('default/a', 'default/b')).toBe('allow deny');
    expect(denies(1001).outcome('default/a', 'default/b')).toBe('allow allow');
    expect(denies(1001).outcome('other/c', 'default/b')).toBe('allow deny');
  });

  it('7: deny by default what a NetworkPolicy or a policy of Calico selects', () => {
    const kubernetes = [plainNetworkPolicy({ namespace: 'default', name: 'np' })];
    const cluster = calico([...pods, networkPolicy('other/p', { ingress: [] })], kubernetes);
    expect(cluster.outcome('other/c', 'default/b')).toBe('allow default-deny');
    expect(cluster.outcome('default/b', 'other/c')).toBe('allow default-deny');
  });

  it('8: skip staged policies, and say what they would do', () => {
    const cluster = calico([...pods, calicoObject('StagedGlobalNetworkPolicy', 'p', { ingress: [deny] })]);
    expect(cluster.program.tiers).toEqual([]);
    expect(cluster.verdict('default/a', 'default/b').ingress).toMatchObject({ outcome: 'allow', staged: 'deny' });
  });

  it('8: take a staged policy for the enforced one of its name, and a staged deletion for its absence', () => {
    const enforced = globalPolicy('p', { ingress: [deny] });
    const replaced = calico([...pods, enforced, calicoObject('StagedGlobalNetworkPolicy', 'p', { ingress: [allow] })]);
    expect(replaced.verdict('default/a', 'default/b').ingress).toMatchObject({ outcome: 'deny', staged: 'allow' });
    const deleted = calico([
      ...pods,
      enforced,
      calicoObject('StagedGlobalNetworkPolicy', 'p', { stagedAction: 'Delete' }),
    ]);
    expect(deleted.verdict('default/a', 'default/b').ingress).toMatchObject({ outcome: 'deny', staged: 'allow' });
    const ignored = calico([
      ...pods,
      enforced,
      calicoObject('StagedGlobalNetworkPolicy', 'p', { stagedAction: 'Ignore' }),
    ]);
    expect(ignored.verdict('default/a', 'default/b').ingress).not.toHaveProperty('staged');
  });

  it('8: take a StagedKubernetesNetworkPolicy for a NetworkPolicy that would be', () => {
    const staged = calicoObject('StagedKubernetesNetworkPolicy', 'default/np', {
      podSelector: {},
      stagedAction: 'Set',
    });
    const { ingress } = calico([...pods, staged]).verdict('default/a', 'default/b');
    expect(ingress).toMatchObject({ outcome: 'allow', staged: 'default-deny' });
  });

  it('walk policies of the network-policy-api in kube-admin and kube-baseline, around default', () => {
    const cluster = calico([
      ...pods,
      tier('security', { order: 100 }),
      globalPolicy('security.p', { tier: 'security', ingress: [{ action: 'Pass' }] }),
      globalPolicy('in-default', {}),
      globalPolicy('kube-admin.p', { tier: 'kube-admin', ingress: [] }),
      globalPolicy('kube-baseline.p', { tier: 'kube-baseline', ingress: [] }),
    ]);
    expect(cluster.program.tiers.map(({ name, unmatched }) => `${name} ${unmatched}`)).toEqual([
      'security deny',
      'kube-admin continue',
      'default deny',
      'kube-baseline continue',
    ]);
  });
});

describe("Calico's profiles", () => {
  const passed = [...pods, globalPolicy('p', { ingress: [{ action: 'Pass' }] })];

  it('6: of a namespace allow everything when the last tier passes or none applied', () => {
    expect(calico(passed).outcome('default/a', 'default/b')).toBe('allow allow');
    expect(calico(pods).outcome('default/a', 'default/b')).toBe('allow allow');
  });

  it('6: decide where an object gives them other rules, and deny what none of these match', () => {
    const profile = calicoObject('Profile', 'kns.default', {
      ingress: [{ action: 'Allow', source: { selector: `app == 'a'` } }],
      egress: [allow],
    });
    const cluster = calico([...passed, profile]);
    expect(cluster.outcome('default/a', 'default/b')).toBe('allow allow');
    expect(cluster.outcome('other/c', 'default/b')).toBe('allow default-deny');
    expect(cluster.outcome('default/b', 'other/c')).toBe('allow allow');
  });

  it('6: of a service account are asked after that of the namespace', () => {
    const cluster = calico([
      ...passed,
      calicoObject('Profile', 'kns.default', {
        ingress: [{ action: 'Deny', source: { selector: `app == 'a'` } }],
        egress: [allow],
      }),
      calicoObject('Profile', 'ksa.default.default', { ingress: [allow] }),
    ]);
    expect(cluster.outcome('default/a', 'default/b')).toBe('allow deny');
    expect(cluster.outcome('other/c', 'default/b')).toBe('allow allow');
  });

  it('6: that are as Calico makes them are no tier', () => {
    const profile = calicoObject('Profile', 'kns.default', { ingress: [allow], egress: [allow] });
    expect(calico([...pods, profile]).program.tiers).toEqual([]);
  });

  it('make selectors on labels that they apply undecidable, but those that Calico derives', () => {
    const profile = calicoObject('Profile', 'custom', { labelsToApply: { team: 'x', 'pcns.zone': 'y' } });
    const cluster = calico([
      ...pods,
      profile,
      globalPolicy('p', { ingress: [{ action: 'Allow', source: { selector: `team == 'x'` } }] }),
    ]);
    expect(cluster.outcome('default/a', 'default/b')).toBe('allow undecidable');
  });
});
