import { describe, expect, it } from 'vitest';
import { createEvidenceShelf } from '../../../src/evidence/shelf.ts';
import { judgePathMtu } from '../../../src/probes/path-mtu/judge.ts';
import { probePathMtu } from '../../../src/probes/path-mtu/path-mtu.ts';
import { probeSource } from '../../../src/probes/run/source.ts';
import { fixture } from '../tools/samples.ts';
import { never } from './local.ts';
import { scriptedRunner } from './scripted-runner.ts';

const small = { transmitted: 4, received: 4 };
const full = { transmitted: 8, received: 8, tooLong: 0, mtu: undefined };

describe('full-size packets', () => {
  const cases: readonly (readonly [string, Partial<typeof small>, object, string])[] = [
    ['that pass', {}, {}, 'full-size-passes'],
    ['of which some pass', {}, { received: 3 }, 'full-size-passes'],
    ['that all vanish while small ones pass', {}, { received: 0 }, 'black-hole'],
    ['that a router calls too long', {}, { received: 0, tooLong: 8, mtu: 1400 }, 'reported'],
    ['that vanish like the small ones', { received: 0 }, { received: 0 }, 'nothing-passes'],
    ['that vanish where half the small ones do too', { received: 2 }, { received: 0 }, 'not-tested'],
    ['that were too few', {}, { received: 0, transmitted: 2 }, 'not-tested'],
  ];
  for (const [title, ofSmall, ofFull, wanted] of cases) {
    it(`${title} are ${wanted}`, () => {
      expect(judgePathMtu({ ...small, ...ofSmall }, { ...full, ...ofFull }, 1450).class).toBe(wanted);
    });
  }

  it('too long for the interface are sent again in the size that it names', async () => {
    const runner = scriptedRunner((argv) => {
      if (argv[0] === 'cat') return { stdout: ['1500'] };
      if (argv.includes('1472')) return { stdout: fixture('ping', 'iputils-20221126-mtu-local-toolong.txt').lines };
      return { stdout: fixture('ping', 'iputils-20221126-healthy.txt').lines };
    });
    const probe = await probePathMtu(probeSource([runner], createEvidenceShelf()), '10.244.2.8', { signal: never });
    expect(probe.result).toMatchObject({ class: 'full-size-passes', mtu: 1450 });
    expect(runner.ran.at(-1)).toEqual(expect.arrayContaining(['-M', 'do', '-s', '1422']));
  });
});
