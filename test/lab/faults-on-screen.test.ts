import { afterEach, expect, it } from 'vitest';
import { faults } from '../../demo/faults/index.ts';
import { type DemoProgram, startDemoProgram } from '../support/demo-program.ts';
import { describeWithPrograms } from '../support/needs.ts';

/** How the Link pane words each class; the words are the operator's, so a change of them must be meant. */
const words: Readonly<Record<string, RegExp>> = {
  timeout: /measured +DROPPED/,
  refused: /measured +REFUSED/,
  lossy: /measured +LOSSY/,
  'path-mtu-black-hole': /measured +PATH MTU BLACK HOLE/,
  'no-route': /measured +NO ROUTE/,
  'dns-failing': /measured +DNS FAILING/,
};
const onLinks = faults.flatMap(({ name, shows }) => (shows === undefined ? [] : [[name, shows] as const]));
const healthy = /measured +OPEN/;

describeWithPrograms(
  'With a fault switched on while the screen runs, the Link pane says within ten seconds what the wire does',
  ['ip', 'ping', 'iperf3', 'nft', 'unshare', 'nsenter', 'dnsmasq', 'busybox', 'dig'],
  () => {
    let demo: DemoProgram | undefined;
    afterEach(() => demo?.end());

    it.each(onLinks)('%s', { timeout: 120_000 }, async (name, { from, to, measured }) => {
      const shown = words[measured];
      expect(shown, `no words are known for ${measured}`).toBeDefined();
      demo = startDemoProgram(['--backend', 'lab', '--from', from, '--to', to], { columns: 120, rows: 40 });
      await demo.program.waitFor(healthy, 60_000);
      await demo.fault(name, true);
      await demo.program.waitFor(shown ?? /never/, 10_000);
      await demo.fault(name, false);
      await demo.program.waitFor(healthy, 30_000);
    });
  },
);
