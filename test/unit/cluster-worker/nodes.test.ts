import { existsSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster, type OpenClusterOptions } from '../../../src/cluster-worker/open-cluster.ts';
import type { Cluster } from '../../../src/contracts/cluster.ts';
import type { TerminalNeed, TerminalOutcome } from '../../../src/contracts/terminal.ts';
import type { NodeSettings } from '../../../src/reach/node/settings.ts';
import { waitUntil } from '../../../src/store/wait-until.ts';
import { startApiServer } from '../../support/api-server.ts';
import { eventually } from '../../support/eventually.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { kubeconfigText } from '../../support/kubeconfig-file.ts';
import { hostConfig, knownLines } from '../../support/ssh-hosts.ts';
import { failureOf, runTo } from '../../support/ssh-reach.ts';
import { type KeyFolder, keyFolder, type SshServer, sshPrograms, startSshServer } from '../../support/ssh-server.ts';
import { TestCluster } from '../../support/test-cluster.ts';

describeWithPrograms('nodes through the cluster worker, while no API server answers', sshPrograms, () => {
  let folder: KeyFolder;
  let server: SshServer;
  let noRoot: SshServer;
  const opened: Cluster[] = [];

  beforeAll(async () => {
    folder = keyFolder();
    folder.key('id');
    folder.key('locked', { passphrase: 'open sesame' });
    folder.key('another');
    server = await startSshServer(folder, 'node', [folder.read('id.pub'), folder.read('locked.pub')]);
    folder.program('id', 'echo 1000');
    folder.program('sudo', 'echo "sudo: a password is required" >&2; exit 1');
    noRoot = await startSshServer(
      folder,
      'no-root',
      [folder.read('id.pub')],
      [`SetEnv PATH=${folder.file('bin')}:/usr/bin:/bin`],
    );
    folder.write('known', knownLines(server, noRoot));
    folder.write('nothing-known', '');
    folder.write('other-known', `[127.0.0.1]:${server.port} ${folder.read('another.pub')}`);
    const locked = { IdentityFile: folder.file('locked') };
    folder.write(
      'config',
      [
        hostConfig(folder, 'worker-1', server),
        hostConfig(folder, '127.0.0.1', server),
        hostConfig(folder, 'no-root', noRoot),
        hostConfig(folder, 'closed', server, { Port: '9' }),
        hostConfig(folder, 'unknown', server, { UserKnownHostsFile: folder.file('nothing-known') }),
        hostConfig(folder, 'changed', server, { UserKnownHostsFile: folder.file('other-known') }),
        hostConfig(folder, 'locked', server, locked),
        hostConfig(folder, 'locked-too', server, locked),
      ].join(''),
    );
    // Nothing listens on the discard port.
    folder.write('kubeconfig', kubeconfigText({ server: 'https://127.0.0.1:9' }));
  });

  afterAll(async () => {
    await Promise.all(opened.map((cluster) => cluster.close()));
    await server?.close();
    await noRoot?.close();
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
    const refused = await runTo(runner, ['touch', folder.file('touched')]);
    expect(failureOf(refused)).toContain('needs write mode');
    expect(existsSync(folder.file('touched'))).toBe(false);
  });

  it('nodes that were told once are known when the API server is gone, with when that was, and are reached', async () => {
    const world = new TestCluster();
    world.put('nodes', {
      metadata: { name: 'told', uid: 'u1' },
      status: { addresses: [{ type: 'InternalIP', address: '127.0.0.1' }] },
    });
    const api = await startApiServer({ behaviour: world.behaviour });
    folder.write('kubeconfig-told', kubeconfigText({ server: api.url }));
    const choice = { kubeconfig: folder.file('kubeconfig-told') };
    const before = open({}, choice);
    const told = await waitUntil(before.nodes.known, ({ nodes }) => nodes.length > 0, 10_000);
    expect(told).toMatchObject({ source: 'cluster', nodes: [{ name: 'told' }] });
    const saved = join(folder.path, 'state', 'nodes');
    await eventually(() => existsSync(saved) && readdirSync(saved).some((name) => name.endsWith('.json')));
    await before.close();
    await api.close();
    expect(statSync(join(saved, readdirSync(saved)[0] ?? '')).mode & 0o777).toBe(0o600);

    const after = open({ ssh: { address: 'internal' } }, choice);
    const view = after.view({ kind: 'nodes', filter: '', offset: 0, limit: 5 });
    const known = await waitUntil(after.nodes.known, ({ nodes }) => nodes.length > 0, 10_000);
    expect(known).toMatchObject({ source: 'saved', nodes: [{ name: 'told' }] });
    expect(known.asOf).toBeTypeOf('number');
    const { rows, freshness } = await waitUntil(view, (snapshot) => snapshot.rows.length > 0, 10_000);
    expect(rows[0]?.problem).toBe('as saved');
    expect(freshness).toMatchObject({ state: 'stale', sentence: expect.stringContaining('those that were saved') });
    expect(await runTo(after.nodes.runner('told'), ['uname', '-s'])).toMatchObject({ stdout: 'Linux' });

    await after.cni.refresh();
    const looked = await waitUntil(after.cni.state, (state) => state?.looking === false, 30_000);
    expect(looked?.nodes).toMatchObject([{ node: 'told', way: { sees: 'host' } }]);
    // What only the API server knows is not said to be missing.
    const ids = looked?.nodes.flatMap(({ findings }) => findings.map(({ id }) => id)) ?? [];
    expect(ids).not.toContain('common/node-ready');
    expect(ids).not.toContain('common/agent');
  });

  it('nodes that were named are those that there are', async () => {
    const { nodes } = open({ named: ['worker-1', 'worker-9'] });
    const known = await waitUntil(nodes.known, (now) => now.nodes.length > 0, 10_000);
    expect(known).toMatchObject({ source: 'named', nodes: [{ name: 'worker-1' }, { name: 'worker-9' }] });
  });

  it('a node that no way leads to is said with every way and why not, and what to do next', async () => {
    const { nodes } = open({ ssh: { user: 'nobody' } });
    const error = await nodes.way('worker-1').catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      kind: 'authentication',
      message: expect.stringMatching(
        /^Node worker-1 cannot be reached\. Over ssh: nobody@127\.0\.0\.1 port \d+ refused the log-in\..* In the pod of the CNI there: no pod of a CNI is known on that node\. In a debug pod there: none was made\.$/,
      ),
      facts: { nextStep: expect.stringContaining('--ssh-user') },
    });
    const others = open().nodes;
    // What needs no root runs there all the same.
    expect(await others.way('no-root')).toMatchObject({ transport: 'ssh2' });
    await expect(others.way('no-root', { privileged: true })).rejects.toThrow(
      'Over ssh: sudo on node no-root is refused: sudo: a password is required. In the pod of the CNI there:',
    );
    const ran = await runTo(nodes.runner('closed'), ['uname', '-s']);
    expect(failureOf(ran)).toMatch(/Over ssh: .* cannot be reached over ssh\..*refuse/i);
  });

  it('an unknown host key is named with its fingerprint and what accepts it; a changed one with both', async () => {
    const { nodes } = open();
    const unknown = await nodes.way('unknown').catch((caught: unknown) => caught);
    expect(unknown).toMatchObject({
      message: expect.stringMatching(/is not known: it offers ED25519 SHA256:[\w+/]{43}\./),
      facts: { nextStep: expect.stringMatching(/--ssh-accept-key SHA256:[\w+/]{43}/) },
    });
    const [offered] = nodes.hostKeys.offered.getSnapshot();
    expect(offered).toMatchObject({ node: 'unknown', type: 'ED25519', host: `[127.0.0.1]:${server.port}` });
    if (offered !== undefined) nodes.hostKeys.trust(offered);
    expect(await nodes.way('unknown')).toMatchObject({ sees: 'host' });
    expect(folder.read('nothing-known')).toContain(server.hostKey);
    expect(nodes.hostKeys.offered.getSnapshot()).toEqual([]);
    const changed = await nodes.way('changed').catch((caught: unknown) => caught);
    expect(changed).toMatchObject({
      message: expect.stringMatching(/has changed: known is ED25519 SHA256:[\w+/]{43}, it offers SHA256:[\w+/]{43}\./),
    });
  });

  it('who looks in the background never takes the terminal; who asks does, once for all nodes of a key', async () => {
    const lent: TerminalNeed[] = [];
    const lend = async (need: TerminalNeed): Promise<TerminalOutcome> => {
      lent.push(need);
      return { kind: 'done', text: 'open sesame' };
    };
    const { nodes } = open({}, { terminal: { access: 'screen', lend } });
    await expect(nodes.way('locked', { background: true })).rejects.toThrow(
      /refused the log-in.*Nothing was asked for it at the terminal/,
    );
    expect(lent).toEqual([]);
    await Promise.all([nodes.way('locked'), nodes.way('locked-too')]);
    expect(lent.map(({ kind }) => kind)).toEqual(['secret']);
    // What was opened for the operator serves the background as well.
    expect(await nodes.way('locked', { background: true })).toMatchObject({ transport: 'ssh2' });
  });

  it('programs that are missing, print garbage or without end leave the node usable; a lost one is said', async () => {
    const { nodes } = open({}, { mode: 'write' });
    const runner = nodes.runner('worker-1');
    const flood = runTo(runner, ['yes', 'level=error msg="the same line over and over"'], {
      deadline: 1_500,
      outputCap: 1_000_000,
    });
    const [missing, garbage, small] = await Promise.all([
      runTo(runner, ['no-such-program']),
      runTo(runner, ['head', '-c', '300000', '/dev/urandom']),
      runTo(runner, ['uname', '-s']),
    ]);
    expect(missing.result.end).toMatchObject({ kind: 'missing-program', program: 'no-such-program' });
    expect(garbage.result.end).toEqual({ kind: 'exited', code: 0 });
    expect(small.stdout).toBe('Linux');
    const { result } = await flood;
    expect(result).toMatchObject({ end: { kind: 'deadline' }, truncated: true, remoteEnded: true });

    const lost = runner.run(['sh', '-c', 'echo before; exec sleep 20'], { deadline: 20_000 });
    for await (const { text } of lost.stdout) {
      expect(text).toBe('before');
      server.kill();
    }
    expect(await lost.result).toMatchObject({ end: { kind: 'failed', error: { errorKind: 'interrupted' } } });
    expect(failureOf(await runTo(runner, ['uname', '-s']))).toContain('Node worker-1 cannot be reached.');
  });
});
