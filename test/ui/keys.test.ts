import { afterEach, describe, expect, it } from 'vitest';
import { latencySeries } from './support/fake-bench.ts';
import { createFakeSession, type FakeSession } from './support/fake-session.ts';
import { type OpenScreen, openScreen, type OpenScreenOptions } from './support/open-screen.tsx';
import { manyPods } from './support/fake-rows.ts';

const escape = '\u001b';
const down = '\u001b[B';
let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

function open(options: OpenScreenOptions = {}): OpenScreen {
  screen = openScreen(options);
  return screen;
}

/** Marks two pods of worker-1 and worker-2 by keys. */
async function withLink(session: FakeSession = createFakeSession()): Promise<OpenScreen> {
  const opened = open({ session });
  await opened.type(']');
  await opened.type('s');
  await opened.type(`${down}${down}`);
  await opened.type('d');
  return opened;
}

describe('choosing a link', () => {
  it('marks source and destination on rows and takes the first declared port', async () => {
    const opened = await withLink();
    expect(opened.session.bench.calls.at(-1)).toBe(
      'choose pod/shop/frontend-7d4b9c6f5-x2x9q -> pod/shop/backend-6b9c7d8f4-p4p7w TCP 8080',
    );
    expect(await opened.settled()).toContain('>D ');
  });

  it('pins the link, keeps its source, and draws it over the next one', async () => {
    const opened = await withLink();
    await opened.type('p');
    await opened.type('P');
    expect(opened.session.links.second.running()).toEqual(['latency']);
    await opened.type('>');
    await opened.type('10.9.8.7:443');
    await opened.type('\r');
    expect(opened.session.links.first.getSnapshot().link?.id).toBe(
      'pod/shop/frontend-7d4b9c6f5-x2x9q -> 10.9.8.7 TCP 443',
    );
    opened.session.bench.store.update((all) => ({ ...all, latency: { state: 'done', last: latencySeries([1, 2]) } }));
    opened.session.beside.store.update((all) => ({ ...all, latency: { state: 'done', last: latencySeries([3, 4]) } }));
    const shown = await opened.type('5');
    expect(shown).toContain('to 10.9.8.7');
    expect(shown).toContain('* both');
    expect(shown).toContain('o 2 sent');
  });

  it('brings a pinned link back with the same key', async () => {
    const opened = await withLink();
    const { link } = opened.session.links.first.getSnapshot();
    await opened.type('P');
    expect(await opened.type('p')).toContain('no destination yet');
    await opened.type('P');
    expect(opened.session.links.first.getSnapshot().link).toEqual(link);
  });

  it('takes a second link from the recent ones, and lets it go again', async () => {
    const opened = await withLink();
    await opened.type('w');
    await opened.type('O');
    await opened.type('\r');
    const [current, second] = [opened.session.links.first, opened.session.links.second].map(
      (bench) => bench.getSnapshot().link?.id,
    );
    expect(second).toBeDefined();
    expect(second).not.toBe(current);
    expect(await opened.type('O')).toContain('let go');
    await opened.type('\r');
    expect(opened.session.links.second.getSnapshot().link).toBeUndefined();
  });

  it('swaps the ends', async () => {
    const opened = await withLink();
    await opened.type('w');
    expect(opened.session.bench.calls.at(-1)).toContain('choose pod/shop/backend-6b9c7d8f4-p4p7w -> pod/shop/frontend');
  });

  it('takes a typed address with its port', async () => {
    const opened = open();
    await opened.type('>');
    await opened.type('10.9.8.7:443');
    await opened.type('\r');
    expect(opened.model.state.getSnapshot().ends).toMatchObject({
      destination: { kind: 'ip', address: '10.9.8.7' },
      port: 443,
    });
  });

  it('finds an end by typing a part of its name', async () => {
    const opened = open();
    await opened.type('<');
    expect(await opened.type('ledger')).toContain('payments/ledger-5f6d7c8b9-aa1bb');
    await opened.type('\r');
    expect(opened.model.state.getSnapshot().ends.source).toMatchObject({ kind: 'pod', namespace: 'payments' });
  });

  it('marks a CNI agent, and says that a policy is no end', async () => {
    const opened = open();
    await opened.type('2');
    await opened.type('s');
    expect(opened.model.state.getSnapshot().ends.source).toMatchObject({ namespace: 'kube-flannel' });
    await opened.type('3');
    expect(await opened.type('d')).toContain('a policy is no end of a link');
  });

  it('keeps used links among the recent ones', async () => {
    const opened = await withLink();
    expect(await opened.type('R')).toContain('Recent links');
    expect(await opened.settled()).toContain('TCP 8080');
  });
});

describe('probing', () => {
  it('says what is missing instead of probing without a link', async () => {
    const opened = open();
    expect(await opened.type('p')).toContain('no source yet: s marks a row as the source');
    expect(opened.session.bench.calls).toEqual([]);
  });

  it('starts and stops ping with the same key', async () => {
    const opened = await withLink();
    await opened.type('p');
    await opened.type('p');
    expect(opened.session.bench.calls.slice(-2)).toEqual(['latency', 'stop latency']);
  });

  it('runs connect and DNS from any pane', async () => {
    const opened = await withLink();
    await opened.type('7');
    await opened.type('t');
    await opened.type('n');
    expect(opened.session.bench.calls.slice(-2)).toEqual(['connect', 'dns']);
  });

  it('freezes the charts while measuring goes on, and shows what came meanwhile when they go on', async () => {
    const opened = await withLink();
    const measured = (times: readonly number[]) =>
      opened.session.bench.store.update((all) => ({
        ...all,
        latency: { state: 'running', since: 0, last: latencySeries(times) },
      }));
    measured([1, 1]);
    expect(await opened.type('5')).toMatch(/max 1\b/);
    expect(await opened.type('f')).toContain('FROZEN');
    measured([1, 1, 77]);
    expect(await opened.settled()).not.toMatch(/max 77\b/);
    expect(opened.session.bench.calls.at(-1)).not.toContain('stop');
    expect(await opened.type('f')).toMatch(/max 77\b/);
  });

  it('forgets the samples of the ping on reset', async () => {
    const opened = await withLink();
    await opened.type('5');
    await opened.type('r');
    expect(opened.session.bench.calls.at(-1)).toBe('reset');
  });

  it('stops everything on Ctrl-C first, and leaves on the next', async () => {
    const opened = await withLink();
    await opened.type('p');
    await opened.type('\u0003');
    expect(opened.session.bench.calls.at(-1)).toBe('stop');
    expect(opened.left()).toBe(false);
    await opened.type('\u0003');
    expect(opened.left()).toBe(true);
  });

  it('asks before quitting while something runs, and its default is no', async () => {
    const opened = await withLink();
    await opened.type('p');
    expect(await opened.type('q')).toContain('Stop and quit?');
    await opened.type('\r');
    expect(opened.left()).toBe(false);
    await opened.type('q');
    await opened.type('y');
    expect(opened.left()).toBe(true);
  });
});

describe('the bandwidth dialog', () => {
  it('says which pods and nodes carry the load before it starts', async () => {
    const opened = await withLink();
    const text = await opened.type('b');
    expect(text).toContain('shop/frontend-7d4b9c6f5-x2x9q sends');
    expect(text).toContain('The link from worker-1 to worker-2 carries it');
  });

  it('proposes a gentle cap in a production context and asks again for an uncapped run', async () => {
    const opened = await withLink();
    expect(await opened.type('b')).toContain('100M');
    await opened.type('\t\t\t\t');
    await opened.type('\u0015');
    expect(await opened.type('\r')).toContain('Run it uncapped?');
    await opened.type(escape);
    expect(opened.session.bench.calls.some((call) => call.startsWith('bandwidth'))).toBe(false);
  });

  it('measures for 30 s after one key', async () => {
    const opened = await withLink();
    await opened.type('b');
    await opened.type('3');
    await opened.type('\r');
    expect(opened.session.bench.calls.at(-1)).toContain('"seconds":30');
    expect(opened.session.bench.calls.at(-1)).toContain('"rateCap":100000000');
  });

  it('refuses nonsense with a sentence and stays open', async () => {
    const opened = await withLink();
    await opened.type('b');
    await opened.type('\t\t\t');
    await opened.type('\u00159999');
    expect(await opened.type('\r')).toContain('seconds must be a whole number from 1 to 60');
  });
});

describe('lists', () => {
  it('asks for no more rows than are visible, however many there are', async () => {
    const session = createFakeSession();
    session.cluster.setRows({ pods: manyPods(13_000) });
    const opened = open({ session });
    await opened.type(']');
    await opened.type('\u001b[F');
    expect(await opened.settled()).toContain('worker-012999');
    expect(session.cluster.largestLimit()).toBeLessThanOrEqual(50);
  });

  it('keeps the selection on its object while rows appear above it', async () => {
    const session = createFakeSession();
    const pods = manyPods(10);
    session.cluster.setRows({ pods: pods.slice(5) });
    const opened = open({ session });
    await opened.type(']');
    await opened.type('jj');
    expect(await opened.settled()).toMatch(/> {2}.*worker-000007/);
    session.cluster.setRows({ pods });
    expect(await opened.settled()).toMatch(/> {2}.*worker-000007/);
  });

  it('filters while typing, keeps the filter on Enter and drops it on Esc', async () => {
    const opened = open();
    await opened.type(']');
    await opened.type('/');
    const typed = await opened.type('ledger');
    expect(typed).toContain('1 of 8');
    expect(typed).not.toContain('backend-6b9c7d8f4-p4p7w');
    await opened.type('\r');
    expect(await opened.type(escape)).toContain('backend-6b9c7d8f4-p4p7w');
  });

  it('opens a node’s pods and goes back', async () => {
    const opened = open();
    expect(await opened.type('\r')).toContain('pods on worker-1');
    expect(await opened.type(escape)).toContain('nodes 3');
  });

  it('opens a workload’s pods and goes back', async () => {
    const opened = open();
    await opened.type('[');
    await opened.type(down);
    const pods = await opened.type('\r');
    expect(pods).toContain('pods of backend');
    expect(pods).toContain('backend-6b9c7d8f4-p4p7w');
    expect(await opened.type(escape)).toContain('workloads 2');
  });

  it('says by which column it is sorted', async () => {
    const opened = open();
    await opened.type(']');
    expect(await opened.type('ooo')).toContain('by restarts');
  });

  it('opens a pod with its conditions and recent events', async () => {
    const opened = open();
    await opened.type(']');
    const text = await opened.type('\r');
    expect(text).toContain('Conditions');
    expect(text).toContain('BackOff: Back-off restarting failed container');
  });

  it('tells deny-all, allow-all and not governed apart in words', async () => {
    const opened = open();
    await opened.type('3');
    await opened.type(down);
    expect(await opened.type('\r')).toContain('ingress: DENY ALL');
    await opened.type(escape);
    await opened.type(down);
    const text = await opened.type('\r');
    expect(text).toContain('ingress: allow all');
    expect(text).toContain('egress: not governed by this policy');
  });
});

describe('the checklist', () => {
  it('ticks, marks not applicable and keeps a note', async () => {
    const opened = open();
    await opened.type('7');
    await opened.type(' ');
    await opened.type(down);
    await opened.type('-');
    await opened.type('i');
    await opened.type('asked the team');
    const text = await opened.type('\r');
    expect(text).toContain('[x] Names and IPs');
    expect(text).toContain('[-]*Expected vs actual');
    expect(text).toContain('2/13');
    expect(opened.session.entries.getSnapshot()[1]?.note).toBe('asked the team');
  });
});

describe('getting about', () => {
  it('lists in `?` the keys that work now', async () => {
    const opened = open({ columns: 120, rows: 60 });
    const text = await opened.type('?');
    expect(text).toContain('mark as source');
    expect(text).not.toContain('tick or untick');
  });

  it('runs an action from the palette', async () => {
    const opened = open();
    await opened.type(':');
    await opened.type('go to check');
    await opened.type('\r');
    expect(opened.model.state.getSnapshot().focus).toBe('checklist');
  });

  it('zooms a pane and returns', async () => {
    const opened = open();
    expect(await opened.type('z')).not.toContain('2 CNI');
    expect(await opened.type('z')).toContain('2 CNI');
  });

  it('never quits on Esc', async () => {
    const opened = open();
    for (let press = 0; press < 4; press += 1) await opened.type(escape);
    expect(opened.left()).toBe(false);
  });

  it('understands several keys that arrive in one read', async () => {
    const opened = open();
    await opened.type('4z');
    expect(opened.model.state.getSnapshot()).toMatchObject({ focus: 'link', zoomed: true });
  });

  it('takes an arrow key that arrives in pieces as an arrow key', async () => {
    const opened = open();
    await opened.settled();
    opened.keyboard.emit('data', escape);
    await new Promise((resolve) => setTimeout(resolve, 60));
    opened.keyboard.emit('data', '[B');
    expect(await opened.settled()).toMatch(/> {2}worker-2/);
  });

  it('takes Esc and a key soon after as two keys', async () => {
    const opened = open();
    await opened.type('>');
    opened.keyboard.emit('data', escape);
    opened.keyboard.emit('data', '4');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await opened.settled();
    expect(opened.model.state.getSnapshot()).toMatchObject({ dialogs: [], focus: 'link' });
  });

  it('does not press keys with pasted text', async () => {
    const opened = open();
    expect(await opened.type('\u001b[200~qqq7\u001b[201~')).toContain('pasted text is only taken by text fields');
    expect(opened.left()).toBe(false);
    expect(opened.model.state.getSnapshot().focus).toBe('cluster');
  });

  it('takes pasted text into a text field', async () => {
    const opened = open();
    await opened.type('>');
    expect(await opened.type('\u001b[200~10.1.2.3\u001b[201~')).toContain('this address');
  });

  it('follows the bindings of the config file', async () => {
    const opened = open({ session: createFakeSession({ keys: { bindings: { zoom: ['Z'] } } }) });
    await opened.type('Z');
    expect(opened.model.state.getSnapshot().zoomed).toBe(true);
  });

  it('follows the k9s preset', async () => {
    const opened = open({ session: createFakeSession({ keys: { preset: 'k9s' } }) });
    await opened.type('S');
    expect(opened.model.state.getSnapshot().ends.source).toMatchObject({ kind: 'node', name: 'worker-1' });
  });

  it('copies the selected row', async () => {
    const opened = open();
    await opened.type('y');
    expect(opened.copied).toEqual(['node/worker-1']);
  });

  it('shows the evidence with the command, where it ran and exactly what it printed', async () => {
    const session = createFakeSession();
    session.evidence.add({
      source: {
        kind: 'command',
        argv: ['ping', '10.244.2.8'],
        commandLine: 'kubectl exec -n shop web-1 -- ping 10.244.2.8',
        end: { kind: 'exited', code: 1 },
      },
      place: { kind: 'container', text: 'container app in pod shop/web-1' },
      at: 0,
      raw: 'PING 10.244.2.8\n\u001b[31mred\u001b[0m\u0007 text\n',
      truncated: false,
    });
    const opened = open({ session });
    // In the list the program's own words come first, else all rows look alike.
    expect(await opened.type('e')).toMatch(/00:00:00 exit 1 +ping 10\.244\.2\.8 +container app in pod shop\/web-1/);
    const text = await opened.type('\r');
    expect(text).toContain('$ kubectl exec -n shop web-1 -- ping 10.244.2.8');
    expect(text).toContain('container app in pod shop/web-1, 00:00:00, exit 1');
    expect(text).toContain('red text');
    await opened.type('C');
    expect(opened.copied).toEqual(['kubectl exec -n shop web-1 -- ping 10.244.2.8']);
  });
});

describe('another context', () => {
  it('starts without the link, the filter and the node of the one before', async () => {
    const opened = await withLink();
    await opened.type('/front');
    await opened.type('\r');
    await opened.type('C');
    await opened.type(down);
    const text = await opened.type('\r');
    expect(text).toContain('staging');
    expect(text).toContain('from not chosen');
    expect(text).not.toContain('/front');
    expect(opened.session.bench.calls.slice(-2)).toEqual(['stop', 'choose nothing']);
  });
});

describe('trouble', () => {
  it('shows the connection’s problem as a sentence with the next step', async () => {
    const session = createFakeSession();
    session.cluster.status.update((status) => ({
      ...status,
      phase: 'failing',
      problem: {
        kind: 'unreachable',
        sentence: 'The API server 10.0.0.1:6443 does not answer.',
        nextStep: 'Check the VPN.',
        since: 0,
      },
    }));
    const text = await open({ session }).settled();
    expect(text).toContain('! The API server 10.0.0.1:6443 does not answer. Check the VPN.');
    expect(text).toContain('NOT CONNECTED');
  });

  it('shows control sequences from the cluster as harmless text', async () => {
    const session = createFakeSession();
    session.cluster.status.update((status) => ({ ...status, context: 'evil\u001b[2J\u001b]0;owned\u0007\u202etxet' }));
    const opened = open({ session });
    expect(await opened.settled()).toContain('eviltxet');
    expect(opened.terminal.written).not.toContain('\u001b]0;');
  });

  it('starts with nothing known about the cluster', async () => {
    const session = createFakeSession();
    session.cluster.status.update((status) => ({ ...status, phase: 'opening', cni: undefined }));
    expect(await open({ session }).settled()).toContain('connecting');
  });
});
