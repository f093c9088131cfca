import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import { chooseContext } from '../../../src/kube/kubeconfig/choose.ts';
import { loadKubeconfig } from '../../../src/kube/kubeconfig/load.ts';
import { kubeconfigText, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';

let folder: TestFolder;

beforeEach(async () => {
  folder = await testFolder();
});
afterEach(() => folder.remove());

async function failure(promise: Promise<unknown>): Promise<PlumblineError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof PlumblineError)) throw new Error('expected a PlumblineError');
  return error;
}

describe('finding the kubeconfig', () => {
  it('takes the option before KUBECONFIG', async () => {
    const named = await folder.write('named', kubeconfigText({ server: 'https://named' }));
    const listed = await folder.write('listed', kubeconfigText({ server: 'https://listed' }));
    expect((await loadKubeconfig(named, { KUBECONFIG: listed })).clusters[0]?.server).toBe('https://named');
  });

  it('takes ~/.kube/config when nothing names one', async () => {
    const error = await failure(loadKubeconfig(undefined, { HOME: folder.path }));
    expect(error.message).toBe(`No kubeconfig was found: looked at ${folder.path}/.kube/config.`);
    expect(error.kind).toBe('configuration');
  });

  it('names every path of KUBECONFIG it looked at when none exists', async () => {
    const error = await failure(loadKubeconfig(undefined, { KUBECONFIG: '/nowhere/a:/nowhere/b' }));
    expect(error.message).toBe('No kubeconfig was found: looked at /nowhere/a, /nowhere/b (from KUBECONFIG).');
  });

  it('refuses a file named on the command line that does not exist', async () => {
    const error = await failure(loadKubeconfig('/nowhere/config', {}));
    expect(error.message).toBe('The kubeconfig /nowhere/config cannot be read: it does not exist.');
  });

  it('says that a folder is no kubeconfig', async () => {
    expect((await failure(loadKubeconfig(folder.path, {}))).message).toContain('it is a folder');
  });

  it('uses the service account inside a pod', async () => {
    await folder.write('token', 'in-cluster-token');
    await folder.write('ca.crt', 'pem');
    await folder.write('namespace', 'shop\n');
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    const chosen = chooseContext(await loadKubeconfig(undefined, env, folder.path), {});
    expect(chosen.server.href).toBe('https://[fd00::1]/');
    expect(chosen.namespace).toBe('shop');
    expect(chosen.user.tokenFile).toBe(`${folder.path}/token`);
  });
});

describe('reading the kubeconfig', () => {
  it('names the file and the line of broken YAML', async () => {
    const path = await folder.write('config', 'apiVersion: v1\nclusters:\n  - name: [\nusers: []\n');
    const error = await failure(loadKubeconfig(path, {}));
    expect(error.message).toMatch(new RegExp(`^The kubeconfig ${path} line [34] cannot be read: `));
    expect(error.kind).toBe('configuration');
  });

  it('refuses an empty file with a sentence', async () => {
    const path = await folder.write('config', '');
    expect((await failure(loadKubeconfig(path, {}))).message).toBe(
      `The kubeconfig ${path} cannot be read: it is empty or not a mapping of keys to values.`,
    );
  });

  it('merges the files of KUBECONFIG so that the first of each name wins', async () => {
    const one = await folder.write('one', kubeconfigText({ server: 'https://one', name: 'same' }));
    const two = await folder.write(
      'two',
      kubeconfigText({ server: 'https://two', name: 'same' }, { server: 'https://extra', name: 'extra' }),
    );
    const config = await loadKubeconfig(undefined, { KUBECONFIG: `${one}:/nowhere:${two}` });
    expect(config.paths).toEqual([one, two]);
    expect(config.clusters.map((cluster) => cluster.server)).toEqual(['https://one', 'https://extra']);
    expect(config.currentContext).toBe('same');
  });

  it('reads relative certificate and token files beside the kubeconfig', async () => {
    const path = await folder.write(
      'config',
      kubeconfigText({
        server: 'https://s',
        user: { 'client-certificate': 'c.crt', tokenFile: 'token' },
        cluster: { 'certificate-authority': 'ca.crt', 'certificate-authority-data': undefined },
      }),
    );
    const chosen = chooseContext(await loadKubeconfig(path, {}), {});
    expect([chosen.user.certFile, chosen.user.tokenFile, chosen.cluster.caFile]).toEqual([
      `${folder.path}/c.crt`,
      `${folder.path}/token`,
      `${folder.path}/ca.crt`,
    ]);
  });

  it('looks for a plugin with a slash beside the kubeconfig, and for a bare one on the PATH', async () => {
    const path = await folder.write(
      'config',
      kubeconfigText(
        { server: 'https://s', user: { exec: { command: './plugin' } } },
        { server: 'https://s', user: { exec: { command: 'plugin' } } },
      ),
    );
    const { users } = await loadKubeconfig(path, {});
    expect(users.map((user) => Reflect.get(Object(user.exec), 'command'))).toEqual([`${folder.path}/plugin`, 'plugin']);
  });
});

describe('choosing the context', () => {
  it('lists the contexts when the chosen one is unknown', async () => {
    const path = await folder.write(
      'config',
      kubeconfigText({ server: 'https://a', name: 'blue' }, { server: 'https://b', name: 'green' }),
    );
    const config = await loadKubeconfig(path, {});
    expect(() => chooseContext(config, { context: 'red' })).toThrow(
      `There is no context red in ${path}. It knows: blue, green.`,
    );
  });

  it('says so when no context is current', async () => {
    const path = await folder.write('config', 'clusters: []\ncontexts: []\nusers: []\n');
    const config = await loadKubeconfig(path, {});
    expect(() => chooseContext(config, {})).toThrow('sets no current-context');
  });

  it('names the cluster that a context refers to and the file lacks', async () => {
    const path = await folder.write(
      'config',
      'current-context: a\nclusters: []\nusers: []\ncontexts: [{name: a, context: {cluster: gone, user: u}}]\n',
    );
    const config = await loadKubeconfig(path, {});
    expect(() => chooseContext(config, {})).toThrow('Context a names cluster gone');
  });

  it('prefers the namespace that was asked for to the one of the context', async () => {
    const path = await folder.write('config', kubeconfigText({ server: 'https://a', namespace: 'shop' }));
    const config = await loadKubeconfig(path, {});
    expect(chooseContext(config, {}).namespace).toBe('shop');
    expect(chooseContext(config, { namespace: 'payments' }).namespace).toBe('payments');
  });
});
