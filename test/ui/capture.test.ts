import { afterEach, describe, expect, it } from 'vitest';
import { makeLink } from '../../src/link/link-id.ts';
import { createFakeCaptures } from './support/fake-captures.ts';
import { podRows } from './support/fake-rows.ts';
import { createFakeSession } from './support/fake-session.ts';
import { expectGolden } from './support/golden.ts';
import { type OpenScreen, openScreen } from './support/open-screen.tsx';

let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

/** A screen with a link under test, and what its captures were asked for. */
function open(): { readonly opened: OpenScreen; readonly captures: ReturnType<typeof createFakeCaptures> } {
  const session = createFakeSession();
  const [source, , destination] = podRows;
  if (source === undefined || destination === undefined) throw new Error('the fake cluster has no pods');
  session.bench.choose(makeLink(source.endpoint, destination.endpoint, 'TCP', 8080));
  const captures = createFakeCaptures();
  screen = openScreen({ session: { ...session, cluster: { ...session.cluster, captures } }, columns: 80, rows: 24 });
  return { opened: screen, captures };
}

describe('a capture on the screen', () => {
  it('is proposed for the link and says what it takes before it takes anything', async () => {
    const { opened, captures } = open();
    expectGolden('capture-form-80x24', await opened.type('c'));
    expect(captures.started).toEqual([]);
  });

  it('shows both ends, what the packets mean and where they were seen last', async () => {
    const { opened, captures } = open();
    await opened.type('c');
    expectGolden('capture-80x24', await opened.type('\r'));
    expect(captures.started).toHaveLength(1);
  });

  it('goes on while its dialog is closed, and is stopped like everything else that runs', async () => {
    const { opened } = open();
    await opened.type('c');
    await opened.type('\r');
    await opened.type('\u001b');
    expect(await opened.type('x')).toMatch(/stopp(ing capture|ed)/);
    expect(await opened.type('c')).toContain('Capture, ended');
  });

  it('shows only the marked packets when asked to', async () => {
    const { opened } = open();
    await opened.type('c');
    await opened.type('\r');
    const text = await opened.type('m');
    expect(text.match(/RETRANSMISSION/g)).toHaveLength(2);
    expect(text).not.toContain('00:00.001');
  });

  it('is saved into a file that is named before', async () => {
    const { opened, captures } = open();
    await opened.type('c');
    await opened.type('\r');
    expect(await opened.type('w')).toContain('mode 0600');
    await opened.type('\r');
    expect(captures.saved).toEqual([expect.stringMatching(/^plumbline-[\d-]+\.pcapng$/)]);
  });

  it('takes no place when none is chosen', async () => {
    const { opened, captures } = open();
    await opened.type('c');
    await opened.type(' ');
    expect(await opened.type('\t \r')).toContain('choose at least one place');
    expect(captures.started).toEqual([]);
  });
});
