import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { boundedArgv } from '../../../src/reach/bounded.ts';
import { describeWithPrograms } from '../../support/needs.ts';

describe('a program that bounds itself', () => {
  it('is wrapped for coreutils and BusyBox of today', () => {
    expect(boundedArgv(['nc', '-v'], 3000, 'standard')).toEqual(['timeout', '-k', '2', '3', 'nc', '-v']);
  });

  it('is wrapped for BusyBox before 1.30', () => {
    expect(boundedArgv(['nc'], 3000, 'old-busybox')).toEqual(['timeout', '-t', '3', 'nc']);
  });

  it('is left to its own bound where there is no timeout', () => {
    expect(boundedArgv(['ping', '-c', '3'], 3000, 'none')).toEqual(['ping', '-c', '3']);
  });

  it('gets whole seconds, never none', () => {
    expect(boundedArgv(['nc'], 1, 'standard')[3]).toBe('1');
    expect(boundedArgv(['nc'], 2100, 'standard')[3]).toBe('3');
  });
});

for (const [name, prefix] of [
  ['timeout', []],
  ['busybox', ['busybox']],
] as const) {
  describeWithPrograms(`the bound as ${name} keeps it`, [name, 'sleep'], () => {
    const run = (argv: readonly string[], deadline: number) => {
      const [program = '', ...rest] = [...prefix, ...boundedArgv(argv, deadline, 'standard')];
      return spawnSync(program, rest, { timeout: 15_000 });
    };

    it('ends a program that would go on', () => {
      const { status, error } = run(['sleep', '600'], 1000);
      expect(error).toBeUndefined();
      expect(status).not.toBe(0);
    });

    it('lets a program that is done exit with its own code', () => {
      expect(run(['sh', '-c', 'exit 5'], 10_000).status).toBe(5);
    });
  });
}
