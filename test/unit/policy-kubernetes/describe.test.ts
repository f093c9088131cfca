import { describe, expect, it } from 'vitest';
import type { NetworkPolicySpec } from '../../../src/inventory/records.ts';
import { describePolicy } from '../../../src/policy/kubernetes/describe.ts';
import { matchesSelector } from '../../../src/policy/kubernetes/selector.ts';

const labels = { app: 'web', tier: 'front' };

describe('a label selector', () => {
  it.each([
    ['empty fits everything', {}, true],
    ['matchLabels', { matchLabels: { app: 'web' } }, true],
    ['matchLabels of another value', { matchLabels: { app: 'db' } }, false],
    ['In', { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }] }, true],
    ['In on a missing label', { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }, false],
    ['NotIn', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
    ['NotIn on a missing label', { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }, true],
    ['Exists', { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true],
    ['DoesNotExist', { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
    [
      'all must hold',
      { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
      false,
    ],
    [
      'an unknown operator is unknown',
      { matchExpressions: [{ key: 'app', operator: 'Gt', values: ['1'] }] },
      undefined,
    ],
    [
      'an unknown operator cannot save what fails',
      { matchLabels: { app: 'db' }, matchExpressions: [{ key: 'app', operator: 'Gt' }] },
      false,
    ],
  ] as const)('%s', (_title, selector, expected) => {
    expect(matchesSelector(selector, labels)).toBe(expected);
  });

  it('does not find labels in the prototype', () => {
    expect(matchesSelector({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, labels)).toBe(false);
  });
});

describe('a NetworkPolicy in words', () => {
  const words = (spec: NetworkPolicySpec) => describePolicy(spec);
  const rules = (spec: NetworkPolicySpec) => describePolicy(spec).ingress.rules;

  it('keeps deny-all, allow-all and not-governed apart', () => {
    expect(words({ podSelector: {}, policyTypes: ['Ingress'] })).toMatchObject({
      selects: 'every pod',
      ingress: { effect: 'deny-all' },
      egress: { effect: 'not-governed' },
    });
    expect(words({ podSelector: {}, policyTypes: ['Egress'] })).toMatchObject({
      ingress: { effect: 'not-governed' },
      egress: { effect: 'deny-all' },
    });
    expect(words({ podSelector: {}, ingress: [{}] }).ingress.effect).toBe('allow-all');
    expect(words({ podSelector: {}, ingress: [] }).ingress.effect).toBe('deny-all');
  });

  it('governs ingress always and egress with egress rules when there are no policyTypes', () => {
    expect(words({ podSelector: {} })).toMatchObject({
      ingress: { effect: 'deny-all' },
      egress: { effect: 'not-governed' },
    });
    expect(words({ podSelector: {}, egress: [{}] }).egress.effect).toBe('allow-all');
  });

  it('does not take every pod of the namespace for everyone', () => {
    expect(words({ ingress: [{ from: [{ podSelector: {} }] }] }).ingress).toEqual({
      effect: 'allow-some',
      rules: ['from every pod in the same namespace on any port'],
    });
  });

  it('spells out AND within a peer and OR between peers', () => {
    const both = { namespaceSelector: { matchLabels: { team: 'a' } }, podSelector: { matchLabels: { app: 'web' } } };
    expect(rules({ ingress: [{ from: [both] }] })).toEqual([
      'from pods with app=web in namespaces with team=a on any port',
    ]);
    expect(
      rules({
        ingress: [{ from: [{ namespaceSelector: both.namespaceSelector }, { podSelector: both.podSelector }] }],
      }),
    ).toEqual(['from every pod in namespaces with team=a, or pods with app=web in the same namespace on any port']);
  });

  it('names ports, ranges, names and protocols', () => {
    const ports = [
      { port: 80 },
      { port: 9000, endPort: 9100 },
      { port: 'http' },
      { protocol: 'UDP', port: 53 },
      { protocol: 'SCTP' },
    ];
    expect(rules({ ingress: [{ ports }] })).toEqual([
      'from anyone on TCP 80 or TCP 9000-9100 or TCP port named http or UDP 53 or any SCTP port',
    ]);
  });

  it('lists every exception of an address block', () => {
    const except = Array.from({ length: 12 }, (_, index) => `10.0.${index}.0/24`);
    const spec = { policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except } }] }] };
    expect(words(spec).egress.rules).toEqual([`to addresses in 10.0.0.0/8 except ${except.join(', ')} on any port`]);
  });

  it.each([
    [
      'an unknown operator',
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] } },
      'The pod selector uses the unknown operator Gt on label a.',
    ],
    ['an unknown policy type', { policyTypes: ['Sideways'] }, 'The policy type Sideways is unknown.'],
    [
      'a peer of nothing known',
      { ingress: [{ from: [{}] }] },
      'A peer of ingress rule 1 names no pods, namespaces or addresses that are known.',
    ],
    [
      'an ipBlock beside a selector',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }] },
      'A peer of ingress rule 1 has an ipBlock beside a selector, which the API does not define.',
    ],
    [
      'no CIDR',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/99' } }] }] },
      'A peer of ingress rule 1 has the address block 10.0.0.0/99, which is no CIDR.',
    ],
    [
      'an unknown protocol',
      { ingress: [{ ports: [{ protocol: 'ICMP' }] }] },
      'A port of ingress rule 1 has the unknown protocol ICMP.',
    ],
    [
      'an endPort without a number',
      { ingress: [{ ports: [{ port: 'http', endPort: 9 }] }] },
      'A port of ingress rule 1 has an endPort without a port number to begin at.',
    ],
    [
      'a range that runs backwards',
      { ingress: [{ ports: [{ port: 90, endPort: 80 }] }] },
      'A port of ingress rule 1 ends at 80, before it begins at 90.',
    ],
  ] as const)('does not understand %s, and says so', (_title, spec, sentence) => {
    expect(describePolicy(spec).notUnderstood).toContain(sentence);
  });

  it('does not take a peer that is null for everyone', () => {
    expect(describePolicy(Object({ ingress: [{ from: [null] }] }))).toMatchObject({
      ingress: { effect: 'allow-some', rules: ['from nobody that can be told on any port'] },
      notUnderstood: expect.arrayContaining(['The from of ingress rule 1 has an entry that is none.']),
    });
  });

  it('never throws, whatever lies under spec', () => {
    const odd: unknown[] = [
      { ingress: 'x' },
      { ingress: [null, 3] },
      { ingress: [{ from: 'y', ports: [null] }] },
      { policyTypes: 'Ingress' },
      { egress: null },
    ];
    for (const spec of odd) expect(() => describePolicy(Object(spec))).not.toThrow();
    expect(describePolicy(Object({ ingress: 'x' })).notUnderstood).toEqual(['The ingress rules are no list.']);
  });
});
