import { afterEach, describe, expect, it } from 'vitest';
import { recordedNode } from '../unit/node-facts/fake-node.ts';
import type { Runner } from '../../src/contracts/runner.ts';
import { expectGolden } from './support/golden.ts';
import { openOnNodes, shown } from './support/node-screen.tsx';
import type { OpenScreen } from './support/open-screen.tsx';

let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

function open(runner: Runner): OpenScreen {
  screen = openOnNodes(runner);
  return screen;
}

const node = (retransmits: number) => ({
  'ip -j -d -s addr show': {
    stdout: JSON.stringify([
      {
        ifindex: 2,
        ifname: 'eth0',
        flags: ['UP'],
        mtu: 1500,
        operstate: 'UP',
        addr_info: [{ local: '192.168.1.11', prefixlen: 24 }],
      },
      {
        ifindex: 3,
        ifname: 'flannel.1',
        flags: ['UP'],
        mtu: 1500,
        operstate: 'UNKNOWN',
        linkinfo: { info_kind: 'vxlan', info_data: { id: 1, link: 'eth0', local: '192.168.1.11', port: 8472 } },
        addr_info: [],
      },
    ]),
  },
  'ip -j route show table all': { stdout: '[{"dst":"default","gateway":"192.168.1.1","dev":"eth0"}]' },
  'ip -j -6 route show table all': { stdout: '[]' },
  'nstat -asz': { stdout: `TcpRetransSegs ${retransmits} 0.0\n` },
});

describe('a node on the screen', () => {
  it('tells first what is amiss with its network at 80x24, and in words what was not seen', async () => {
    const opened = open(recordedNode(node(1)));
    await opened.type('1F');
    const text = await shown(opened, 'thing is amiss');
    expectGolden('node-facts-80x24', text.replace(/Seen at \d\d:\d\d:\d\d/, 'Seen at 12:00:00'));
  });

  it('is looked at again, and goes down to what was printed', async () => {
    const opened = open(recordedNode(node(1)));
    await opened.type('1F');
    await shown(opened, 'thing is amiss');
    expect(await opened.type('o')).toContain('ip -j -d -s addr show');
    expect(await opened.type('\u001b')).toContain('thing is amiss');
  });
});
