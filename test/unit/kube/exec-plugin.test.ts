import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, certificate, sendJson, sendStatus, startApiServer } from '../../support/api-server.ts';
import { isRunning } from '../../support/is-running.ts';
import { type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { manualClock } from './manual-clock.ts';
import { failureOf, listPods, openTestConnection } from './open-test-connection.ts';

let folder: TestFolder;
let server: ApiServer;

beforeEach(async () => {
  folder = await testFolder();
  server = await startApiServer({ behaviour: (_asked, respond) => sendJson(respond, {}) });
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

/** A plugin that counts its runs in a file and then does what the script says. */
async function plugin(
  script: string,
): Promise<{ readonly path: string; readonly runs: () => Promise<number>; readonly info: () => Promise<unknown> }> {
  const path = await folder.write(
    'plugin',
    `#!/bin/sh\necho run >> "${folder.path}/runs"\nprintf '%s' "$KUBERNETES_EXEC_INFO" > "${folder.path}/info"\n${script}\n`,
    0o700,
  );
  return {
    path,
    runs: async () => (await readFile(`${folder.path}/runs`, 'utf8')).split('\n').length - 1,
    info: async () => JSON.parse(await readFile(`${folder.path}/info`, 'utf8')),
  };
}

function credential(status: Record<string, string>): string {
  return `cat <<'END'\n${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })}\nEND`;
}

const exec = (command: string, more: Record<string, unknown> = {}) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'IfAvailable', ...more },
});

describe('an exec credential plugin', () => {
  it('runs once for eight requests at the same time', async () => {
    const { path, runs } = await plugin(`sleep 0.2\n${credential({ token: 'from-plugin' })}`);
    const connection = await openTestConnection(folder, { server: server.url, user: exec(path) });
    await Promise.all(Array.from({ length: 8 }, () => connection.json(listPods)));
    expect(await runs()).toBe(1);
    expect(new Set(server.asked.map((asked) => asked.headers.authorization))).toEqual(new Set(['Bearer from-plugin']));
    await connection.close();
  });

  it('is asked again 60 s before its credentials expire, and not earlier', async () => {
    const clock = manualClock(Date.parse('2026-01-01T00:00:00Z'));
    const { path, runs } = await plugin(credential({ token: 't', expirationTimestamp: '2026-01-01T00:10:00Z' }));
    const connection = await openTestConnection(folder, { server: server.url, user: exec(path) }, { clock });
    await connection.json(listPods);
    clock.advance(9 * 60_000 - 1);
    await connection.json(listPods);
    expect(await runs()).toBe(1);
    clock.advance(1);
    await connection.json(listPods);
    expect(await runs()).toBe(2);
    await connection.close();
  });

  it.each([
    ['lives for forty seconds', '2026-01-01T00:00:40Z', 30_000],
    ['came expired, by a clock that is wrong', '2025-12-31T23:00:00Z', 5_000],
  ])('whose token %s is not run for every request', async (_, expirationTimestamp, used) => {
    const clock = manualClock(Date.parse('2026-01-01T00:00:00Z'));
    const { path, runs } = await plugin(credential({ token: 't', expirationTimestamp }));
    const connection = await openTestConnection(folder, { server: server.url, user: exec(path) }, { clock });
    await connection.json(listPods);
    clock.advance(used - 1);
    await connection.json(listPods);
    expect(await runs()).toBe(1);
    clock.advance(1);
    await connection.json(listPods);
    expect(await runs()).toBe(2);
    await connection.close();
  });

  it('is asked once more after a 401, and the request is sent again', async () => {
    const { path, runs } = await plugin(
      `n=$(wc -l < "${folder.path}/runs")\ncat <<END\n{"kind":"ExecCredential","status":{"token":"token-$((n))"}}\nEND`,
    );
    server.behave((asked, respond) => {
      if (asked.headers.authorization === 'Bearer token-1') sendStatus(respond, 401, 'Unauthorized', 'Unauthorized');
      else sendJson(respond, { ok: true });
    });
    const connection = await openTestConnection(folder, { server: server.url, user: exec(path) });
    expect(await connection.json(listPods)).toEqual({ ok: true });
    expect(await runs()).toBe(2);
    await connection.close();
  });

  it('is not asked forever when the server refuses whatever it gives', async () => {
    const { path, runs } = await plugin(credential({ token: 'bad' }));
    server.behave((_asked, respond) => sendStatus(respond, 401, 'Unauthorized', 'Unauthorized'));
    const connection = await openTestConnection(folder, { server: server.url, user: exec(path) });
    expect((await failureOf(connection.json(listPods))).kind).toBe('authentication');
    expect([await runs(), server.asked.length]).toEqual([2, 2]);
    await connection.close();
  });

  it('is told about the cluster when the kubeconfig says so, with its extension', async () => {
    const { path, info } = await plugin(credential({ token: 't' }));
    const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }];
    const connection = await openTestConnection(folder, {
      server: server.url,
      user: exec(path, { provideClusterInfo: true }),
      cluster: { extensions },
    });
    await connection.json(listPods);
    expect(await info()).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: {
          server: server.url,
          config: { audience: 'x' },
          'certificate-authority-data': certificate('ca.crt').toString('base64'),
        },
      },
    });
    await connection.close();
  });

  it('gets its own environment and arguments', async () => {
    const { path } = await plugin(`cat <<END\n{"kind":"ExecCredential","status":{"token":"$STAGE-$1"}}\nEND`);
    const connection = await openTestConnection(folder, {
      server: server.url,
      user: exec(path, { args: ['get token'], env: [{ name: 'STAGE', value: 'live' }] }),
    });
    await connection.json(listPods);
    expect(server.asked[0]?.headers.authorization).toBe('Bearer live-get token');
    await connection.close();
  });

  it('may give a client certificate, which WebSockets get too', async () => {
    const { path } = await plugin(
      credential({
        clientCertificateData: certificate('client.crt').toString(),
        clientKeyData: certificate('client.key').toString(),
      }),
    );
    const connection = await openTestConnection(folder, { server: server.url, user: exec(path) });
    expect((await connection.socketOptions({ kind: 'read' })).cert?.toString()).toBe(
      certificate('client.crt').toString(),
    );
    await connection.close();
  });

  it('that is not installed is named, with its install hint', async () => {
    const connection = await openTestConnection(folder, {
      server: server.url,
      user: exec('no-such-plugin', { installHint: 'brew install it' }),
    });
    const error = await failureOf(connection.json(listPods));
    expect(error.message).toBe('The credential plugin no-such-plugin of user test is not installed here.');
    expect([error.kind, error.facts.nextStep]).toEqual(['authentication', 'brew install it']);
    await connection.close();
  });

  it('that fails is shown with its own words', async () => {
    const { path } = await plugin('echo "SSO session expired, run aws sso login" >&2\nexit 3');
    const connection = await openTestConnection(folder, { server: server.url, user: exec(path) });
    const error = await failureOf(connection.json(listPods));
    expect(error.message).toBe(`The credential plugin ${path} of user test failed (exit code 3).`);
    expect(error.facts.serverMessage).toBe('SSO session expired, run aws sso login');
    await connection.close();
  });

  it('that failed a moment ago is not run for every watch that asks', async () => {
    const { path, runs } = await plugin('exit 1');
    const connection = await openTestConnection(
      folder,
      { server: server.url, user: exec(path) },
      { clock: manualClock() },
    );
    for (let index = 0; index < 5; index += 1) await failureOf(connection.json(listPods));
    expect(await runs()).toBe(1);
    await connection.close();
  });

  it('that hangs is ended, with its children', async () => {
    const { path } = await plugin(`sleep 1000 &\necho $$ $! > "${folder.path}/pids"\nwait`);
    const connection = await openTestConnection(
      folder,
      { server: server.url, user: exec(path) },
      { pluginTimeout: 500 },
    );
    const error = await failureOf(connection.json(listPods));
    expect(error.message).toBe(`The credential plugin ${path} of user test gave no answer within 0.5 s.`);
    const pids = (await readFile(`${folder.path}/pids`, 'utf8')).trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await waitUntil('both ended', () => !pids.some(isRunning));
    await connection.close();
  });

  it('that reads its input finds the end of it, not a terminal', async () => {
    const { path } = await plugin(`cat > "${folder.path}/input"\n[ -t 0 ] && exit 1\n${credential({ token: 't' })}`);
    const connection = await openTestConnection(folder, { server: server.url, user: exec(path) });
    await connection.json(listPods);
    expect(await readFile(`${folder.path}/input`, 'utf8')).toBe('');
    await connection.close();
  });

  it('that prints something else is not shown, for it may be a secret', async () => {
    const { path } = await plugin('echo secret-token');
    const connection = await openTestConnection(folder, { server: server.url, user: exec(path) });
    const error = await failureOf(connection.json(listPods));
    expect(error.message).toBe(`The credential plugin ${path} of user test printed no ExecCredential.`);
    expect(JSON.stringify(error.facts)).not.toContain('secret-token');
    await connection.close();
  });

  it('that wants a terminal is refused with a way out', async () => {
    const connection = await openTestConnection(folder, {
      server: server.url,
      user: exec('login', { interactiveMode: 'Always' }),
    });
    expect((await failureOf(connection.json(listPods))).message).toContain('wants a terminal');
    await connection.close();
  });
});
