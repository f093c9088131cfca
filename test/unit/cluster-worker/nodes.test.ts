import { userInfo } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster, type OpenClusterOptions } from '../../../src/cluster-worker/open-cluster.ts';
import type { Cluster } from '../../../src/contracts/cluster.ts';
import type { NodeSettings } from '../../../src/reach/node/settings.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { kubeconfigText } from '../../support/kubeconfig-file.ts';
import { hostConfig, knownLines } from '../../support/ssh-hosts.ts';
import { failureOf, runTo } from '../../support/ssh-reach.ts';
import { type KeyFolder, keyFolder, type SshServer, sshPrograms, startSshServer } from '../../support/ssh-server.ts';

describeWithPrograms('nodes through the cluster worker, while no API server answers', sshPrograms, () => {
  let folder: KeyFolder;
  let server: SshServer;
  const opened: Cluster[] = [];

  beforeAll(async () => {
    folder = keyFolder();
    folder.key('id');
    server = await startSshServer(folder, 'node', [folder.read('id.pub')]);
    folder.write('known', knownLines(server));
    folder.write('config', hostConfig(folder, 'worker-1', server));
    // Nothing listens on the discard port.
    folder.write('kubeconfig', kubeconfigText({ server: 'https://127.0.0.1:9' }));
  });

  afterAll(async () => {
    await Promise.all(opened.map((cluster) => cluster.close()));
    await server?.close();
    folder?.remove();
  });

  const open = (
    options: { readonly ssh?: Partial<NodeSettings['ssh']>; readonly named?: readonly string[] } = {},
    more: Partial<OpenClusterOptions> = {},
  ): Cluster => {
    const cluster = openCluster({
      kubeconfig: folder.file('kubeconfig'),
      mode: 'observe',
      nodes: {
        ssh: {
          user: undefined,
          address: 'auto',
          transport: 'auto',
          hosts: {},
          configFile: folder.file('config'),
          accepted: [],
          ...options.ssh,
        },
        local: { home: folder.path, name: userInfo().username },
        runtimeFolder: folder.file('runtime'),
        stateFolder: folder.file('state'),
        named: options.named,
      },
      ...more,
    });
    opened.push(cluster);
    return cluster;
  };

  it('a program runs on a node, and its place and line say how it was reached', async () => {
    const { nodes } = open();
    const runner = nodes.runner('worker-1');
    const ran = await runTo(runner, ['uname', '-s']);
    expect(ran).toMatchObject({ stdout: 'Linux', result: { end: { kind: 'exited', code: 0 } } });
    expect(runner.place.text).toBe('node worker-1 over ssh');
    expect(runner.commandLine(['uname', '-s'])).toBe("ssh worker-1 -- 'uname -s'");
    expect(await nodes.way('worker-1')).toMatchObject({ transport: 'ssh2', sees: 'host' });
  });

  it('what the mode does not allow is refused, and nothing of it is sent', async () => {
    const ran = await runTo(open().nodes.runner('worker-1'), ['touch', folder.file('touched')]);
    expect(failureOf(ran)).toContain('needs write mode');
  });
});
