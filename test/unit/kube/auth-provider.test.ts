import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, sendJson, sendStatus, startApiServer } from '../../support/api-server.ts';
import { type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
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

const noon = Date.parse('2026-11-23T12:00:00Z');
const open = (name: string, config: Readonly<Record<string, string>>) =>
  openTestConnection(
    folder,
    { server: server.url, user: { 'auth-provider': { name, config } } },
    { clock: manualClock(noon) },
  );

describe('a legacy auth-provider', () => {
  it('lends the token that it stored while that holds, and never runs its command', async () => {
    const command = { 'cmd-path': '/bin/sh', 'cmd-args': `-c 'touch ${folder.path}/ran'` };
    const connection = await open('gcp', { 'access-token': 't', expiry: '2026-11-23T12:10:00Z', ...command });
    await connection.json(listPods);
    expect(server.asked[0]?.headers.authorization).toBe('Bearer t');
    await connection.close();
  });

  it.each([
    [
      'gcp',
      { 'access-token': 't', expiry: '2026-11-23T11:59:00Z' },
      'expired at 2026-11-23T11:59:00.000Z',
      'gke-gcloud-auth-plugin',
    ],
    [
      'azure',
      { 'access-token': 't', 'expires-on': String(noon / 1000 - 60) },
      'expired at 2026-11-23T11:59:00.000Z',
      'kubelogin convert-kubeconfig',
    ],
    ['openstack', {}, 'stores no token', 'a credential plugin took its place'],
  ])('(%s) that has none says how to move to a plugin', async (name, config, what, way) => {
    const connection = await open(name, config);
    const error = await failureOf(connection.json(listPods));
    expect(error.message).toContain(`The auth-provider ${name} of user test`);
    expect(error.message).toContain(what);
    expect(error.message).toContain('kubectl dropped it with 1.26');
    expect([error.kind, error.facts.nextStep]).toEqual(['authentication', expect.stringContaining(way)]);
    expect(server.asked).toEqual([]);
    await connection.close();
  });

  it('whose token is refused says so', async () => {
    server.behave((_asked, respond) => sendStatus(respond, 401, 'Unauthorized', 'Unauthorized'));
    const connection = await open('gcp', { 'access-token': 't' });
    expect((await failureOf(connection.json(listPods))).message).toContain('stores a token that the server refuses');
    await connection.close();
  });
});
