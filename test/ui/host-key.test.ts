import { afterEach, expect, it } from 'vitest';
import { createFakeSession } from './support/fake-session.ts';
import { type OpenScreen, openScreen } from './support/open-screen.tsx';

let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

const fingerprint = 'SHA256:Wc1aKXvR0u5SpVqzG6yZ2h0Zt5o3l1c9yJmFQn8dE7k';
const key = (node: string) => ({ node, host: `[10.0.0.5]:2222`, type: 'ED25519', fingerprint });

it('a host key that nobody knows is said, shown whole on a small screen, and trusted by y alone', async () => {
  const session = createFakeSession();
  const opened = openScreen({ session, columns: 80, rows: 24 });
  screen = opened;
  await opened.settled();
  const { nodes } = session.cluster;
  nodes.hostKeys.offered.set([key('worker-1'), key('worker-2')]);
  await opened.settled();
  expect(opened.terminal.text()).toContain('2 hosts offer keys that no known_hosts knows; K shows it.');
  await opened.type('K');
  expect(opened.terminal.text()).toContain('Node worker-1: [10.0.0.5]:2222 offers a host key');
  expect(opened.terminal.text()).toContain(fingerprint);
  await opened.type('\r');
  expect(nodes.trusted).toEqual([]);
  await opened.type('K');
  await opened.type('y');
  expect(nodes.trusted).toEqual([key('worker-1')]);
  expect(opened.terminal.text()).toContain('Node worker-2');
});
