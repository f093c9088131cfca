import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, sendJson, sendStatus, startApiServer } from '../../support/api-server.ts';
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

  it('is never refreshed behind the back of kubectl, whose refresh-token would be used up', async () => {
    const context = { server: server.url, user: oidc(tokenUntil(noon - 60_000)) };
    const connection = await openTestConnection(folder, context, { clock: manualClock(noon) });
    const error = await failureOf(connection.json(listPods));
    expect(error.message).toBe('The OIDC token of user test expired at 2026-11-23T11:59:00.000Z.');
    expect([error.kind, error.facts.nextStep]).toEqual([
      'authentication',
      'Run `kubectl --context test version`: it renews the token and stores it, and plumbline takes it from there.',
    ]);
    expect([server.asked, provider.asked]).toEqual([[], []]);
    await connection.close();
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
