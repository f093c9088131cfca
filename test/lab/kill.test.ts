import { readdirSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { type DemoProgram, startDemoProgram } from '../support/demo-program.ts';
import { eventually } from '../support/eventually.ts';
import { isRunning } from '../support/is-running.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { descendants } from '../support/processes.ts';
import { startPlumbline } from '../support/terminal-program.ts';

const healthy = /measured +OPEN/;

describeWithPrograms(
  'A screen that is killed',
  ['ip', 'ping', 'iperf3', 'nft', 'unshare', 'nsenter', 'dnsmasq', 'busybox', 'dig'],
  () => {
    let demo: DemoProgram | undefined;
    afterEach(() => demo?.end());

    it('leaves no process and no file of its demo, and the next start shows its checklist and measurements', {
      timeout: 120_000,
    }, async () => {
      demo = startDemoProgram(['--backend', 'lab'], { columns: 120, rows: 40 });
      const { program } = demo;
      await program.waitFor(healthy, 60_000);
      // The checklist, its first item ticked; then time for a summary of the probes to be recorded.
      program.type('7');
      program.type(' ');
      await program.waitFor(/\[x\] /);
      await program.waitFor(/ping \d+\/([6-9]|\d\d) lost|ping 0\/([6-9]|\d\d)/, 30_000);

      const below = descendants(program.pid);
      expect(below.length).toBeGreaterThan(3);
      program.kill('SIGKILL');
      await program.exited;
      expect(await eventually(() => !below.some(isRunning)), 'a process of the demo runs on').toBe(true);
      const left = (): readonly string[] => readdirSync(demo?.runtime ?? '', { recursive: true }).map(String);
      expect(await eventually(() => left().every((name) => !name.includes('demo'))), left().join(' ')).toBe(true);

      const again = startPlumbline(['demo', '--backend', 'lab'], { columns: 120, rows: 40, env: demo.env });
      try {
        await again.waitFor(/\[x\] /, 60_000);
      } finally {
        again.kill('SIGTERM');
        await again.exited;
      }
    });
  },
);
