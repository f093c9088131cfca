import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, certificate, sendJson, sendStatus, startApiServer } from '../../support/api-server.ts';
import { kubeconfigText, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { manualClock } from './manual-clock.ts';
import { failureOf, listPods, openTestConnection } from './open-test-connection.ts';

let folder: TestFolder;
let server: ApiServer;
let provider: ApiServer;

beforeEach(async () => {
  folder = await testFolder();
  server = await startApiServer({ behaviour: (_asked, respond) => sendJson(respond, {}) });
  provider = await startApiServer({ behaviour: (_asked, respond) => sendJson(respond, {}) });
});
afterEach(async () => {
  await server.close();
  await provider.close();
  await folder.remove();
});

const noon = Date.parse('2026-11-23T12:00:00Z');

/** An unsigned JSON Web Token with that expiry. */
function tokenUntil(at: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ exp: at / 1000 })}.`;
}

const oidc = (token: string) => ({
  'auth-provider': {
    name: 'oidc',
    config: {
      'idp-issuer-url': provider.url,
      'idp-certificate-authority-data': certificate('ca.crt').toString('base64'),
      'client-id': 'c',
      'id-token': token,
      'refresh-token': 'only-for-kubectl',
    },
  },
});
const authorizations = () => server.asked.map(({ headers }) => headers.authorization);

describe('the OIDC token of a kubeconfig', () => {
  it('is sent while it holds', async () => {
    const token = tokenUntil(noon + 60_000);
    const context = { server: server.url, user: oidc(token) };
    const connection = await openTestConnection(folder, context, { clock: manualClock(noon) });
    await connection.json(listPods);
    expect(authorizations()).toEqual([`Bearer ${token}`]);
    await connection.close();
  });

  describe('that has expired', () => {
    /** An issuer that hands out one token for each refresh-token, and a new refresh-token with it. */
    function issuing(fresh: string, more: Readonly<Record<string, unknown>> = {}) {
      provider.behave((asked, respond) => {
        if (asked.path.endsWith('/openid-configuration')) {
          sendJson(respond, { issuer: provider.url, token_endpoint: `${provider.url}/token`, ...more });
        } else if (new URLSearchParams(asked.body).get('refresh_token') === 'only-for-kubectl') {
          sendJson(respond, { id_token: fresh, refresh_token: 'the-next', access_token: 'a' });
        } else sendJson(respond, { error: 'invalid_grant', error_description: 'Token is not active' }, 400);
      });
    }
    const stale = () => ({ server: server.url, user: oidc(tokenUntil(noon - 60_000)) });
    const kubeconfig = () => readFile(`${folder.path}/config`, 'utf8');

    it('is renewed by the refresh-token, once for all who ask, and both tokens are stored for kubectl', async () => {
      const fresh = tokenUntil(noon + 3_600_000);
      issuing(fresh);
      const connection = await openTestConnection(folder, stale(), { clock: manualClock(noon) });
      const path = `${folder.path}/config`;
      await writeFile(path, `# written by hand\n${await kubeconfig()}`);
      await Promise.all(Array.from({ length: 8 }, () => connection.json(listPods)));
      expect(new Set(authorizations())).toEqual(new Set([`Bearer ${fresh}`]));
      expect(provider.asked.map(({ path: asked }) => asked)).toEqual(['/.well-known/openid-configuration', '/token']);
      const stored = await kubeconfig();
      expect(stored).toContain('# written by hand');
      expect(stored).toContain('refresh-token: the-next');
      expect(stored).toContain(`id-token: ${fresh}`);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(await readdir(folder.path)).toEqual(['config']);
      await connection.close();
    });

    it('shows the client as the provider wants it: a secret by HTTP Basic, or in the form', async () => {
      const { user } = stale();
      const entry = user['auth-provider'];
      const config = { ...entry.config, 'client-secret': 'sec+ret' };
      const context = { server: server.url, user: { 'auth-provider': { ...entry, config } } };
      issuing(tokenUntil(noon + 3_600_000));
      const basic = await openTestConnection(folder, context, { clock: manualClock(noon) });
      await basic.json(listPods);
      await basic.close();
      const sent = provider.asked.at(-1);
      expect(sent?.headers.authorization).toBe(`Basic ${Buffer.from('c:sec%2Bret').toString('base64')}`);
      issuing(tokenUntil(noon + 3_600_000), { token_endpoint_auth_methods_supported: ['client_secret_post'] });
      const inForm = await openTestConnection(folder, context, { clock: manualClock(noon) });
      await inForm.json(listPods);
      await inForm.close();
      expect(new URLSearchParams(provider.asked.at(-1)?.body).get('client_secret')).toBe('sec+ret');
    });

    it('is told in the words of a provider that does not renew it, which is not asked for every watch', async () => {
      issuing('');
      const { user } = stale();
      const entry = user['auth-provider'];
      const spent = { 'auth-provider': { ...entry, config: { ...entry.config, 'refresh-token': 'spent' } } };
      const clock = manualClock(noon);
      const connection = await openTestConnection(folder, { server: server.url, user: spent }, { clock });
      const error = await failureOf(connection.json(listPods));
      expect(error.message).toBe(
        `The OIDC token of user test expired at 2026-11-23T11:59:00.000Z, and ${provider.url} does not renew it.`,
      );
      expect([error.kind, error.facts.serverMessage]).toEqual(['authentication', 'invalid_grant: Token is not active']);
      for (let round = 0; round < 5; round += 1) await failureOf(connection.json(listPods));
      expect(provider.asked.length).toBe(2);
      expect(server.asked).toEqual([]);
      await connection.close();
    });

    it('is not renewed where the new refresh-token could not be stored: kubectl lives on the old one', async () => {
      issuing(tokenUntil(noon + 3_600_000));
      const connection = await openTestConnection(folder, stale(), { clock: manualClock(noon) });
      await folder.write('config.lock', '');
      const error = await failureOf(connection.json(listPods));
      expect(error.message).toContain('and it is not renewed, because the new refresh-token could not be stored');
      expect(error.facts.serverMessage).toContain('config.lock is held by somebody else');
      expect(provider.asked).toEqual([]);
      await connection.close();
    });

    it('without a refresh-token is said, with the way out', async () => {
      const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': tokenUntil(noon - 60_000) } } };
      const context = { server: server.url, user };
      const connection = await openTestConnection(folder, context, { clock: manualClock(noon) });
      const error = await failureOf(connection.json(listPods));
      expect(error.message).toBe(
        'The OIDC token of user test expired at 2026-11-23T11:59:00.000Z, and the kubeconfig has no refresh-token.',
      );
      expect(error.facts.nextStep).toContain('Log in again with the tool that wrote the kubeconfig');
      await connection.close();
    });
  });

  it('is taken from the kubeconfig again when kubectl has renewed it, after it expired or was refused', async () => {
    const clock = manualClock(noon);
    const tokens = [1, 2, 3].map((minutes) => tokenUntil(noon + minutes * 3_600_000));
    const context = (token = '') => ({ server: server.url, user: oidc(token) });
    const connection = await openTestConnection(folder, context(tokens[0]), { clock });
    await connection.json(listPods);
    await folder.write('config', kubeconfigText(context(tokens[1])));
    clock.advance(3_600_000);
    await connection.json(listPods);
    await folder.write('config', kubeconfigText(context(tokens[2])));
    server.behave((asked, respond) => {
      if (asked.headers.authorization === `Bearer ${tokens[2]}`) sendJson(respond, {});
      else sendStatus(respond, 401, 'Unauthorized', 'Unauthorized');
    });
    await connection.json(listPods);
    expect(authorizations()).toEqual([tokens[0], tokens[1], tokens[1], tokens[2]].map((token) => `Bearer ${token}`));
    await connection.close();
  });
});
