import { describe, expect, it } from 'vitest';
import type { ConnectClass } from '../../../src/contracts/probe.ts';
import { combine } from '../../../src/policy/compare/combine.ts';
import type { Declared } from '../../../src/policy/compare/declared.ts';
import type { Basis } from '../../../src/policy/model/verdict.ts';

function declared(allowed: Declared['allowed'], basis: Basis = 'policy', more: Partial<Declared> = {}): Declared {
  return { allowed, reason: '', governed: basis !== 'default', bases: new Set([basis]), ...more };
}

function combination(
  what: Declared,
  connect: ConnectClass,
  { pingPasses, outdated = false }: { readonly pingPasses?: boolean; readonly outdated?: boolean } = {},
) {
  return combine(what, { class: connect, pingPasses, outdated }).combination;
}

describe('what is declared beside what was measured', () => {
  it('matches when an allowed connect opens and a denied one is dropped', () => {
    expect(combination(declared('yes'), 'open')).toBe('match');
    expect(combination(declared('no'), 'timeout')).toBe('match');
    expect(combination(declared('no'), 'prohibited')).toBe('match');
  });

  it('is a bypass when a denied connect opens', () => {
    expect(combination(declared('no'), 'open')).toBe('bypass');
  });

  it('is no bypass when a denied connect is refused, because enforcement may refuse as well', () => {
    expect(combination(declared('no'), 'refused')).toBe('unknown');
  });

  it('is an overblock only where ping proves that the path works', () => {
    expect(combination(declared('yes'), 'timeout', { pingPasses: true })).toBe('overblock');
    expect(combination(declared('yes'), 'timeout', { pingPasses: false })).toBe('unknown');
    expect(combination(declared('yes'), 'timeout')).toBe('unknown');
  });

  it('never blames policies for a link that none governs', () => {
    expect(combination(declared('yes', 'default'), 'timeout', { pingPasses: true })).toBe('unreachable');
  });

  it('never blames policies where the network has no way there', () => {
    expect(combination(declared('yes'), 'no-route', { pingPasses: true })).toBe('unreachable');
    expect(combination(declared('no'), 'network-unreachable')).toBe('unreachable');
  });

  it('never calls an enforcement fault on what the API leaves open', () => {
    for (const allowed of ['yes', 'no'] as const) {
      for (const connect of ['open', 'timeout', 'refused'] as const)
        expect(combination(declared(allowed, 'undefined'), connect, { pingPasses: true })).toBe('unknown');
    }
  });

  it('takes traffic from a pod’s own node for the exception that it is', () => {
    expect(combination(declared('yes', 'spec-exception'), 'open')).toBe('spec-exception');
    expect(combination(declared('yes', 'spec-exception'), 'timeout', { pingPasses: true })).toBe('unreachable');
  });

  it('says why a denied connect opens where nobody enforces the policies', () => {
    const answer = combine(declared('no', 'not-enforced-by-this-cni', { reason: 'flannel enforces none.' }), {
      class: 'open',
      pingPasses: undefined,
      outdated: false,
    });
    expect(answer.combination).toBe('bypass');
    expect(answer.sentence).toContain('because nobody enforces them here: flannel enforces none.');
  });

  it('never blames policies that nobody enforces for a drop', () => {
    expect(combination(declared('no', 'not-enforced-by-this-cni'), 'timeout')).toBe('unreachable');
  });

  it('holds nothing against an undecidable verdict, an old measurement or none', () => {
    expect(combination(declared('undecidable'), 'timeout')).toBe('unknown');
    expect(combination(declared('no'), 'open', { outdated: true })).toBe('unknown');
    expect(combination(declared('no'), 'not-tested')).toBe('unknown');
  });
});
