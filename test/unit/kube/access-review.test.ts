import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessQuestion } from '../../../src/contracts/cluster.ts';
import { createAccessReviews } from '../../../src/kube/access-review.ts';
import { type ApiServer, sendJson, sendStatus, startApiServer } from '../../support/api-server.ts';
import { type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { manualClock } from './manual-clock.ts';
import { openTestConnection } from './open-test-connection.ts';

let folder: TestFolder;
let server: ApiServer;

beforeEach(async () => {
  folder = await testFolder();
  server = await startApiServer({
    behaviour: (_asked, respond) => sendJson(respond, { status: { allowed: true } }, 201),
  });
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

const list = { verb: 'list', resource: 'pods', namespace: 'shop' };

async function reviews() {
  const clock = manualClock();
  const connection = await openTestConnection(folder, { server: server.url });
  const reviewing = createAccessReviews(connection, clock);
  return { clock, connection, ask: (question: AccessQuestion) => reviewing.ask(question) };
}

describe('an access review', () => {
  it('says allowed', async () => {
    const { ask, connection } = await reviews();
    expect(await ask(list)).toEqual({ state: 'allowed' });
    expect(JSON.parse(server.asked[0]?.body ?? '{}')).toMatchObject({
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'list', resource: 'pods', group: '', namespace: 'shop' } },
    });
    await connection.close();
  });

  it("says denied with the server's reason", async () => {
    server.behave((_asked, respond) =>
      sendJson(respond, { status: { allowed: false, reason: 'no RBAC policy matched' } }),
    );
    const { ask, connection } = await reviews();
    expect(await ask(list)).toEqual({ state: 'denied', reason: 'no RBAC policy matched' });
    await connection.close();
  });

  it('says unknown when asking is forbidden, fails, or the authorizer could not decide', async () => {
    const { ask, connection } = await reviews();
    server.behave((_asked, respond) => sendStatus(respond, 403, 'Forbidden', 'you may not ask'));
    expect(await ask(list)).toMatchObject({ state: 'unknown', reason: expect.stringContaining('you may not ask') });
    server.behave((_asked, respond) =>
      sendJson(respond, { status: { allowed: false, evaluationError: 'webhook timed out' } }),
    );
    expect(await ask(list)).toMatchObject({ state: 'unknown', reason: expect.stringContaining('webhook timed out') });
    server.behave((_asked, respond) => sendJson(respond, {}));
    expect((await ask(list)).state).toBe('unknown');
    await connection.close();
  });

  it('is remembered for 60 s, and an unknown answer is not', async () => {
    const { ask, clock, connection } = await reviews();
    await Promise.all([ask(list), ask(list)]);
    clock.advance(59_999);
    await ask(list);
    expect(server.asked.length).toBe(1);
    clock.advance(1);
    await ask(list);
    expect(server.asked.length).toBe(2);
    server.behave((_asked, respond) => sendStatus(respond, 500, 'InternalError', 'down'));
    await ask({ ...list, verb: 'watch' });
    await ask({ ...list, verb: 'watch' });
    expect(server.asked.length).toBe(4);
    await connection.close();
  });

  it('of exec needs both get and create', async () => {
    server.behave((asked, respond) =>
      sendJson(respond, { status: { allowed: asked.body.includes('"get"'), reason: 'no create' } }),
    );
    const { ask, connection } = await reviews();
    expect(await ask({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'shop' })).toEqual({
      state: 'denied',
      reason: 'no create',
    });
    expect(server.asked.length).toBe(2);
    await connection.close();
  });
});
