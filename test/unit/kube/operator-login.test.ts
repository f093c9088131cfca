import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperatorTerminal, TerminalNeed, TerminalOutcome } from '../../../src/contracts/terminal.ts';
import { type ApiServer, certificate, sendJson, startApiServer } from '../../support/api-server.ts';
import { pluginUser, printToken, writePlugin } from '../../support/guarded-cluster.ts';
import { isRunning } from '../../support/is-running.ts';
import { type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { failureOf, listPods, openTestConnection } from './open-test-connection.ts';

let folder: TestFolder;
let server: ApiServer;

beforeEach(async () => {
  folder = await testFolder();
  server = await startApiServer({
    behaviour: (_asked, respond) => sendJson(respond, {}),
    tls: { ca: certificate('ca.crt'), requestCert: true, rejectUnauthorized: false },
  });
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

/** An operator who answers one need after the other. */
function operator(access: OperatorTerminal['access'], ...outcomes: readonly TerminalOutcome[]) {
  const needs: TerminalNeed[] = [];
  const terminal: OperatorTerminal = {
    access,
    lend: async (need) => {
      needs.push(need);
      return outcomes[needs.length - 1] ?? { kind: 'cancelled' };
    },
  };
  return { needs, terminal };
}

const done = (text: string): TerminalOutcome => ({ kind: 'done', text });
const credential = (token: string): TerminalOutcome =>
  done(JSON.stringify({ kind: 'ExecCredential', status: { token } }));

describe('an encrypted client key', () => {
  const key = createPrivateKey(certificate('client.key'));
  const locked = { format: 'pem', cipher: 'aes-256-cbc', passphrase: 'sesame' } as const;
  const encrypted = {
    'PKCS #8': key.export({ type: 'pkcs8', ...locked }),
    'with a header, as OpenSSL once wrote it': key.export({
      type: key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1',
      ...locked,
    }),
  };
  const user = (pem: string | Buffer) => ({
    'client-certificate-data': certificate('client.crt').toString('base64'),
    'client-key-data': Buffer.from(pem.toString()).toString('base64'),
  });

  it.each(Object.entries(encrypted))(
    '(%s) is opened once with the passphrase, for requests and sockets',
    async (_, pem) => {
      const { needs, terminal } = operator('screen', done('sesame'));
      const connection = await openTestConnection(folder, { server: server.url, user: user(pem) }, { terminal });
      await Promise.all([connection.json(listPods), connection.json(listPods)]);
      expect(server.asked.map(({ clientName }) => clientName)).toEqual(['tester', 'tester']);
      const { key: opened } = await connection.socketOptions({ kind: 'read' });
      expect(opened?.toString()).toContain('BEGIN PRIVATE KEY');
      expect(needs).toHaveLength(1);
      expect(needs[0]).toMatchObject({ kind: 'secret', prompt: 'Passphrase: ' });
      await connection.close();
    },
  );

  it('is asked for three times, and then not again by itself', async () => {
    const { needs, terminal } = operator('screen', done('a'), done('b'), done('c'), done('sesame'));
    const context = { server: server.url, user: user(encrypted['PKCS #8']) };
    const connection = await openTestConnection(folder, context, { terminal });
    const error = await failureOf(connection.json(listPods));
    expect(error.message).toBe('The client key of user test cannot be used: 3 passphrases did not open it.');
    expect((await failureOf(connection.json(listPods))).message).toBe(error.message);
    expect(needs).toHaveLength(3);
    await connection.close();
  });

  it('without a terminal is said, with both ways out', async () => {
    const context = { server: server.url, user: user(encrypted['PKCS #8']) };
    const connection = await openTestConnection(folder, context);
    const error = await failureOf(connection.json(listPods));
    expect(error.message).toBe(
      'The client key of user test cannot be used: it is encrypted, and there is no terminal here.',
    );
    expect(error.facts.nextStep).toMatch(/ssh -t.*openssl pkey/);
    await connection.close();
  });
});

describe('a plugin at a headless command', () => {
  it('has the terminal each time, as kubectl lends it', async () => {
    const { needs, terminal } = operator('direct', credential('one'), credential('two'));
    const plugin = await writePlugin(folder, 'exit 1');
    const context = { server: server.url, user: pluginUser(plugin, 'IfAvailable') };
    const connection = await openTestConnection(folder, context, { terminal });
    await connection.json(listPods);
    expect(await connection.renewCredentials()).toBe(true);
    await connection.json(listPods);
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two']);
    const [need] = needs;
    if (need?.kind !== 'program') throw new Error('the plugin was not run');
    expect(JSON.parse(need.env['KUBERNETES_EXEC_INFO'] ?? '')).toMatchObject({ spec: { interactive: true } });
    await connection.close();
  });
});

describe('a plugin that runs while the connection is closed', () => {
  it('is ended with it', async () => {
    const plugin = await writePlugin(folder, `echo $$ > "${folder.path}/pid"\nsleep 1000`);
    const context = { server: server.url, user: pluginUser(plugin, 'Never') };
    const connection = await openTestConnection(folder, context);
    const asking = failureOf(connection.json(listPods));
    const pid = await waitUntil(
      'it runs',
      async () => Number(await readFile(`${folder.path}/pid`, 'utf8').catch(() => '0')) || undefined,
    );
    await connection.close();
    await asking;
    await waitUntil('it ended', () => !isRunning(pid));
  });
});

describe('a 401 that comes late', () => {
  it('for a token that was replaced meanwhile does not run the plugin once more', async () => {
    await folder.write('token', 'old');
    const plugin = await writePlugin(folder, printToken(`$(cat "${folder.path}/token")`));
    let slow: (() => void) | undefined;
    server.behave((asked, respond) => {
      const refuse = () => sendJson(respond, { kind: 'Status', message: 'Unauthorized' }, 401);
      if (asked.headers.authorization !== 'Bearer old') sendJson(respond, {});
      else if (asked.path.endsWith('/slow')) slow = refuse;
      else refuse();
    });
    const context = { server: server.url, user: pluginUser(plugin, 'Never') };
    const connection = await openTestConnection(folder, context);
    const late = connection.json({ ...listPods, path: '/api/v1/slow' });
    await waitUntil('the slow one is asked', () => slow !== undefined);
    await folder.write('token', 'new');
    await connection.json(listPods);
    slow?.();
    await late;
    expect((await readFile(`${folder.path}/runs`, 'utf8')).trim().split('\n')).toHaveLength(2);
    await connection.close();
  });
});
