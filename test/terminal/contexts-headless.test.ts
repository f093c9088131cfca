import { readdir } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { sendJson, startApiServer } from '../support/api-server.ts';
import { cleanHome } from '../support/bad-inputs.ts';
import { pluginUser } from '../support/guarded-cluster.ts';
import { kubeconfigText } from '../support/kubeconfig-file.ts';
import { runPlumbline } from '../support/run-plumbline.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

it('plumbline contexts shows who answers and who does not, as text and JSON, and runs no plugin', async () => {
  const server = await startApiServer({ behaviour: (_asked, respond) => sendJson(respond, { gitVersion: 'v1.34.1' }) });
  const { folder, env } = await cleanHome();
  endings.push(
    () => server.close(),
    () => folder.remove(),
  );
  const plugin = await folder.write('aws', `#!/bin/sh\necho ran > "${folder.path}/ran"\n`, 0o700);
  const file = await folder.write(
    'kubeconfig',
    kubeconfigText(
      { server: server.url, name: 'prod', user: pluginUser(plugin, 'IfAvailable') },
      { server: 'https://127.0.0.1:1', name: 'old' },
    ),
  );
  const text = await runPlumbline(['contexts', '--kubeconfig', file], env).end;
  expect(text.stdout).toMatch(/^\* prod +v1\.34\.1 \d+(\.\d)? ms, asks for a login +prod +prod +default$/m);
  expect(text.stdout).toMatch(/^ {2}old +unreachable/m);
  expect(text.stdout).toContain('old: 127.0.0.1:1 refuses connections: nothing listens there.');
  expect([text.exitCode, text.stderr]).toEqual([1, '']);
  const json = await runPlumbline(['contexts', '--kubeconfig', file, '-o', 'json'], env).end;
  expect(JSON.parse(json.stdout)).toMatchObject({
    apiVersion: 'plumbline/v1',
    kind: 'ContextList',
    contexts: [
      { name: 'prod', current: true, asks: 'plugin aws', health: { state: 'answers', version: 'v1.34.1' } },
      { name: 'old', current: false, health: { state: 'unreachable' } },
    ],
  });

  expect(await readdir(folder.path)).not.toContain('ran');
});
