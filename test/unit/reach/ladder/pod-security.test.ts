import { describe, expect, it } from 'vitest';
import { violations } from '../../../../demo/api/admission/pod-checks.ts';
import { PlumblineError } from '../../../../src/contracts/errors.ts';
import {
  isPodSecurityRefusal,
  type PodSecurityLevel,
  securityBasis,
  securityContext,
  securityWords,
  stricter,
} from '../../../../src/reach/ladder/pod-security.ts';

const free = { runAsNonRoot: false, runAsUser: undefined };
const enforce = (level: string) => ({ 'pod-security.kubernetes.io/enforce': level });
const levels: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted'];

describe('the level that a helper is made for', () => {
  const cases: readonly (readonly [string, Record<string, string> | undefined, PodSecurityLevel])[] = [
    ['enforces privileged', enforce('privileged'), 'privileged'],
    ['enforces baseline', enforce('baseline'), 'baseline'],
    ['enforces restricted', enforce('restricted'), 'restricted'],
    ['enforces something that does not exist', enforce('lenient'), 'restricted'],
    ['has no label, for the cluster may enforce one', {}, 'baseline'],
    ['cannot be read', undefined, 'baseline'],
  ];
  for (const [title, labels, level] of cases) {
    it(`is ${level} where the namespace ${title}`, () => {
      expect(securityBasis('shop', labels, free).level).toBe(level);
    });
  }

  it('is restricted in a pod that demands runAsNonRoot, for an image that runs as root would not start', () => {
    expect(securityBasis('shop', enforce('privileged'), { ...free, runAsNonRoot: true })).toEqual({
      level: 'restricted',
      basis: 'namespace shop enforces privileged, and the pod demands runAsNonRoot',
    });
  });

  it('gets stricter step by step and never looser', () => {
    expect(levels.map(stricter)).toEqual(['baseline', 'restricted', undefined]);
  });
});

describe('the security context', () => {
  // The demo's admission is written from the standard and shares no code with this.
  for (const level of levels) {
    it(`for ${level} is admitted there`, () => {
      const spec = { containers: [{ name: 'probe', image: 'a', securityContext: securityContext(level, free) }] };
      expect(violations(level, spec)).toEqual([]);
    });
  }

  it('for baseline adds no capability: NET_RAW would be refused', () => {
    expect(securityContext('baseline', free)).not.toHaveProperty('capabilities');
  });

  it('for restricted names a user, for most images run as root', () => {
    expect(securityContext('restricted', free)).toMatchObject({ runAsNonRoot: true, runAsUser: 65_532 });
  });

  it('for restricted leaves the user to a pod that names one, unless that is root', () => {
    expect(securityContext('restricted', { runAsNonRoot: true, runAsUser: 1000 })).not.toHaveProperty('runAsUser');
    expect(securityContext('restricted', { runAsNonRoot: false, runAsUser: 0 })).toMatchObject({ runAsUser: 65_532 });
  });

  it('for restricted says what ping needs', () => {
    expect(securityWords('restricted')).toContain('ping_group_range');
  });
});

describe('a refusal by Pod Security', () => {
  const refused = (serverMessage: string) =>
    new PlumblineError('You may not make a debug container (403).', {
      kind: 'forbidden',
      operation: 'make a debug container',
      serverMessage,
    });
  it('is known by the admission plugin’s own words', () => {
    const words =
      'pods "web" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false';
    expect(isPodSecurityRefusal(refused(words))).toBe(true);
  });
  it('is not any other 403', () => {
    expect(isPodSecurityRefusal(refused('pods "web" is forbidden: User "x" cannot patch'))).toBe(false);
  });
});
