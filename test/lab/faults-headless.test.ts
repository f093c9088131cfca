import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults } from '../../demo/faults/index.ts';
import { acrossNodes } from '../../demo/faults/main-link.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { type ServedDemo, serveDemoProgram } from '../support/served-demo.ts';
import { programs } from './support/bench.ts';

/** Seconds that a link is measured: within so many the class must be right. */
const seconds = 7;

describeWithPrograms(
  'plumbline probe link -o json tells each fault, on real packets and on simulated ones',
  programs,
  () => {
    let demos: readonly ServedDemo[] = [];
    beforeAll(async () => {
      demos = await Promise.all(['lab', 'simulate'].map((backend) => serveDemoProgram('--backend', backend)));
    });
    afterAll(() => Promise.all(demos.map((demo) => demo.end())));

    /** What each backend's link measures: its class and the exit code. */
    function measure(from: string, to: string) {
      return Promise.all(
        demos.map(async (demo) => {
          const args = ['--from', from, '--to', to, '--seconds', `${seconds}`, '-o', 'json'];
          const { exitCode, stdout, stderr } = await demo.run(
            'probe',
            'link',
            ...args,
            '--kubeconfig',
            demo.kubeconfig,
          );
          const document: { class: string; sentence: string; apiVersion: string } = JSON.parse(stdout);
          return { class: document.class, apiVersion: document.apiVersion, exitCode, stderr };
        }),
      );
    }

    const shown = faults.flatMap(({ name, shows, backends }) =>
      shows === undefined ? [] : [[name, shows.measured, shows, backends] as const],
    );
    const answer = (of: string, exitCode: number) => ({ class: of, apiVersion: 'plumbline/v1', exitCode, stderr: '' });
    const both = (of: string, exitCode: number) => [answer(of, exitCode), answer(of, exitCode)];

    it('finds the healthy link healthy', { timeout: 60_000 }, async () => {
      expect(await measure(acrossNodes.from, acrossNodes.to)).toEqual(both('healthy', 0));
    });

    it.each(shown.filter(([, , , backends]) => backends.length === 2))(
      'names %s %s, and exits with 1',
      { timeout: 60_000 },
      async (name, measured, { from, to }) => {
        await Promise.all(demos.map((demo) => demo.fault(name, true)));
        try {
          expect(await measure(from, to)).toEqual(both(measured, 1));
        } finally {
          await Promise.all(demos.map((demo) => demo.fault(name, false)));
        }
      },
    );

    it.each(shown.filter(([, , , backends]) => backends.length === 1))(
      'names %s, which only real packets show, %s',
      { timeout: 60_000 },
      async (name, measured, { from, to }) => {
        const [lab] = demos;
        await lab?.fault(name, true);
        try {
          expect((await measure(from, to))[0]).toEqual(answer(measured, 1));
        } finally {
          await lab?.fault(name, false);
        }
      },
    );
  },
);
