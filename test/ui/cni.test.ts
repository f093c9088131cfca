import { afterEach, describe, expect, it } from 'vitest';
import { sickCni, sickOutputs } from './support/fake-cni.ts';
import { createFakeSession, type FakeSession } from './support/fake-session.ts';
import { expectGolden } from './support/golden.ts';
import { type OpenScreen, openScreen } from './support/open-screen.tsx';

let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

/** A session whose CNI was found sick on worker-1. */
function sick(): FakeSession {
  const session = createFakeSession();
  const { cluster } = session;
  cluster.cniState.set(sickCni);
  const detail = async () => ({ node: sickCni.nodes[0]!, facts: undefined, raw: sickOutputs });
  return { ...session, cluster: { ...cluster, cni: { ...cluster.cni, detail } } };
}

function open(columns = 80, rows = 24): OpenScreen {
  screen = openScreen({ session: sick(), columns, rows });
  return screen;
}

describe('the CNI pane', () => {
  it('shows the odd one out at a glance at 80x24, and what is amiss with it', async () => {
    expectGolden('cni-sick-80x24', await open().type('2'));
  });

  it('keeps the state of every node in the narrow pane of 120x40', async () => {
    expectGolden('cni-sick-120x40', await open(120, 40).type('2'));
  });

  it('says of a node that could not be looked into why, and never that it is well', async () => {
    const text = await open().type('2jj');
    expect(text).toContain('could not be reached');
    expect(text).toMatch(/worker-3 +\?/);
  });

  it('opens a node with every finding, its next step and how it was reached', async () => {
    expectGolden('cni-node-80x24', await open().type('2\r'));
  });

  it('goes down to what was printed on the node', async () => {
    const opened = open();
    expect(await opened.type('2\ro')).toContain('bridge -j fdb show');
    expect(await opened.type('\r')).toContain('"dst":"192.168.1.13"');
    expect(await opened.type('\u001b')).toContain('missing');
  });

  it('opens the CNI as a whole with its settings', async () => {
    expect(await open().type('2i')).toContain('Network 10.244.0.0/16');
  });
});
