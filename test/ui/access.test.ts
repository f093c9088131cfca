import { afterEach, describe, expect, it } from 'vitest';
import type { AccessAnswer, ClusterStatus } from '../../src/contracts/cluster.ts';
import { PlumblineError } from '../../src/contracts/errors.ts';
import { connected } from './support/fake-cluster.ts';
import { createFakeSession, type FakeSession } from './support/fake-session.ts';
import { noon } from './support/fake-rows.ts';
import { type OpenScreen, openScreen, type OpenScreenOptions } from './support/open-screen.tsx';

const escape = '\u001b';
let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

function open(options: OpenScreenOptions = {}): OpenScreen {
  screen = openScreen(options);
  return screen;
}

describe('the contexts side by side', () => {
  it.each([
    [80, 24],
    [120, 40],
  ])('show who answers, how fast, and who would ask for a login (%ix%i)', async (columns, rows) => {
    const text = await open({ columns, rows }).type('C');
    expect(text).toMatch(/> \* prod-eu1 +v1\.34\.1 12 ms/);
    expect(text).toMatch(/staging +unreachable/);
    expect(text).toContain('night in prod-eu1, namespace shop, https://10.0.0.1:6443');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('say of the selected one what is wrong', async () => {
    const opened = open({ columns: 80, rows: 24 });
    await opened.type('C');
    const text = await opened.type('j');
    expect(text).toContain('10.0.1.1:6443 refuses connections: nothing listens there.');
  });

  it('say that a login is asked for, and that nothing was run for it', async () => {
    const session = createFakeSession();
    const { cluster } = session;
    Object.assign(cluster, {
      contextHealth: async () => ({ state: 'answers', version: 'v1.31.2', latency: 3.21 }),
    });
    const opened = open({ session, columns: 100, rows: 30 });
    expect(await opened.type('C')).toMatch(/staging +v1\.31\.2 3\.2 ms, asks for a login/);
    expect(await opened.type('j')).toContain('Asks for a login: plugin aws. It is not run before you choose it.');
  });
});

describe('what is not allowed', () => {
  /** A session whose user may not exec. */
  function withoutExec(): FakeSession {
    const session = createFakeSession();
    const review = async ({ subresource }: { readonly subresource?: string }): Promise<AccessAnswer> =>
      subresource === 'exec' ? { state: 'denied', reason: 'No rule allows it.' } : { state: 'allowed' };
    Object.assign(session.cluster, { review });
    return session;
  }
  async function withSource(session = withoutExec()): Promise<OpenScreen> {
    const opened = open({ session });
    await opened.type(']');
    await opened.type('s');
    await opened.type(escape);
    return opened;
  }

  it('stays in the line of keys, in brackets', async () => {
    const opened = await withSource();
    const hints = (await opened.settled()).split('\n').at(-1) ?? '';
    expect(hints).toContain('p (ping)');
    expect(hints).toContain('s source');
  });

  it('is not offered as what would measure a link', async () => {
    const session = withoutExec();
    const opened = await withSource(session);
    const text = await opened.type('4');
    expect(text).toContain('- (not allowed: n tells why)');
    expect(text).not.toContain('n measures it');
  });

  it('tells why when its key is pressed, with the missing rule to copy, and starts nothing', async () => {
    const opened = await withSource();
    const text = await opened.type('p');
    expect(text).toContain('Not allowed');
    expect(text).toContain(
      'You may not run programs in pods of namespace shop: get and create pods/exec is not allowed.',
    );
    expect(text).toContain('verbs: [get, create]');
    await opened.type('y');
    expect(opened.copied.at(-1)).toMatch(/^apiVersion: rbac[\s\S]*kind: Role[\s\S]*resources: \[pods\/exec\]/);
    expect(opened.session.bench.calls.some((call) => call.startsWith('latency'))).toBe(false);
    expect(await opened.type(escape)).not.toContain('Not allowed');
  });

  it('may be tried all the same where it is a probe: the pod’s node is another way', async () => {
    const opened = await withSource();
    expect(await opened.type('p')).toContain('t try it all the same');
    expect(await opened.type('t')).toContain('no destination yet');
  });

  it('is marked in the palette and among the keys', async () => {
    const opened = await withSource();
    await opened.type(':');
    expect(await opened.type('ping')).toMatch(/start or stop ping +p +not allowed/);
    await opened.type(escape);
    expect(await opened.type('?')).toMatch(/p +start or stop ping +not allowed/);
  });

  it('is allowed again once a review says so', async () => {
    const session = withoutExec();
    const opened = await withSource(session);
    Object.assign(session.cluster, { review: async (): Promise<AccessAnswer> => ({ state: 'allowed' }) });
    await opened.model.access.look({
      source: opened.model.state.getSnapshot().ends.source,
      destination: undefined,
      cniNamespace: undefined,
    });
    expect((await opened.settled()).split('\n').at(-1)).toContain('p ping');
  });
});

describe('what may be listed and not opened', () => {
  const refused = 'You may not read pods in namespace shop (403).';

  it('says so with the missing rule to copy', async () => {
    const session = createFakeSession();
    Object.assign(session.cluster, {
      detail: () => Promise.reject(new PlumblineError(refused, { kind: 'forbidden', operation: 'read the pod' })),
      review: async ({ verb }: { readonly verb: string }): Promise<AccessAnswer> =>
        verb === 'get' ? { state: 'denied', reason: 'No rule allows it.' } : { state: 'allowed' },
    });
    const opened = open({ session, columns: 80, rows: 24 });
    await opened.type(']');
    const text = await opened.type('i');
    expect(text).toContain(refused);
    expect(text).toMatch(/resources: \[pods\][\s\S]*verbs: \[get\]/);
    await opened.type('y');
    expect(opened.copied.at(-1)).toMatch(/^apiVersion: rbac[\s\S]*namespace: "\w+"[\s\S]*resources: \[pods\]/);
  });

  it('has no rule to ask for where the reason is another', async () => {
    const session = createFakeSession();
    Object.assign(session.cluster, { detail: () => Promise.reject(new Error('the pod is gone')) });
    const opened = open({ session, columns: 80, rows: 24 });
    await opened.type(']');
    const text = await opened.type('i');
    expect(text).toContain('the pod is gone');
    expect(text).not.toContain('missing rule');
  });
});

describe('what may not be listed', () => {
  const denied = { state: 'denied', sentence: 'You may not list these (403).' } as const;

  it('is not said to be none: events of an object', async () => {
    const status: ClusterStatus = { ...connected, resources: { ...connected.resources, events: denied } };
    const session = createFakeSession(undefined, status);
    const detail = session.cluster.detail.bind(session.cluster);
    Object.assign(session.cluster, {
      detail: async (...of: Parameters<typeof detail>) => ({ ...(await detail(...of)), events: [] }),
    });
    const opened = open({ session, columns: 80, rows: 60 });
    await opened.type(']');
    expect(await opened.type('i')).toMatch(/Recent events *│\n│ not allowed: You may not list these \(403\)\./);
  });

  it('is not waited for: which CNI it is', async () => {
    const resources = { ...connected.resources, nodes: denied };
    const session = createFakeSession(undefined, { ...connected, resources, cni: undefined });
    const text = await open({ session, columns: 80, rows: 24 }).type('2');
    expect(text).toContain('Not known which CNI it is, nor whether NetworkPolicies have effect.');
    expect(text).not.toContain('waiting for');
  });
});

describe('a log-in that waits', () => {
  const login = {
    sentence: 'The credential plugin aws of user night failed (exit code 255). It said: \u001b[31mrun aws sso login',
    running: false,
    terminal: 'wants' as const,
    since: noon,
  };

  it('is offered when a context was just opened, and Enter lends the terminal', async () => {
    const session = createFakeSession(undefined, { ...connected, phase: 'failing', login });
    const opened = open({ session, columns: 80, rows: 24 });
    expect(await opened.settled()).toContain('Log in to prod-eu1');
    expect(await opened.settled()).toContain('run aws sso login');
    await opened.type('\r');
    expect(session.cluster.logins).toEqual([true]);
  });

  it('never takes the keys of somebody who works: L opens it', async () => {
    const session = createFakeSession();
    const opened = open({ session, columns: 80, rows: 24 });
    await opened.settled();
    session.cluster.status.set({ ...connected, login: { ...login, running: true } });
    const text = await opened.settled();
    expect(text).not.toContain('Log in to');
    expect(text).toContain('L shows the log-in that waits');
    expect(await opened.type('L')).toContain('x give it up');
    await opened.type('x');
    expect(session.cluster.logins).toEqual([false]);
  });
});
