import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readdirSync, statSync } from 'node:fs';
import { eventually } from '../../support/eventually.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { hostConfig, knownLines, worker } from '../../support/ssh-hosts.ts';
import { failureOf, runTo, testReach } from '../../support/ssh-reach.ts';
import { type KeyFolder, keyFolder, type SshServer, sshPrograms, startSshServer } from '../../support/ssh-server.ts';

describeWithPrograms('trouble with a real OpenSSH server', sshPrograms, () => {
  let folder: KeyFolder;
  let servers: SshServer[] = [];
  let made = 0;

  beforeAll(() => {
    folder = keyFolder();
    folder.key('id');
  });

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()));
    servers = [];
  });

  afterAll(() => folder?.remove());

  /** A server with lines of its own in its config, and the config file that leads to it. */
  const serve = async (lines: readonly string[] = []): Promise<SshServer> => {
    made += 1;
    const server = await startSshServer(folder, `node-${made}`, [folder.read('id.pub')], lines);
    servers.push(server);
    folder.write('known', knownLines(server));
    folder.write('config', hostConfig(folder, 'worker-1', server));
    return server;
  };

  it("hands a server that only knows post-quantum key exchange over to the machine's ssh", async () => {
    await serve(['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
    const reach = testReach(folder, 'config');
    const ran = await runTo(reach.runner(worker), ['echo', 'in']);
    await reach.close();
    expect(ran.stdout).toBe('in');
    expect(reach.transportOf(worker)).toMatchObject({
      name: 'openssh',
      reason: expect.stringMatching(/^The server takes nothing that ssh2 knows: .*no matching key exchange/),
    });
  });

  it('says what to do about such a server when ssh2 is asked for', async () => {
    await serve(['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
    const reach = testReach(folder, 'config', { transport: 'ssh2' });
    const ran = await runTo(reach.runner(worker), ['true']);
    await reach.close();
    expect(failureOf(ran)).toMatch(/no algorithm in common.*--ssh-transport openssh/s);
  });

  describe.each(['ssh2', 'openssh'] as const)('through %s', (transport) => {
    it('runs everything although the server opens two sessions at once only', async () => {
      await serve(['MaxSessions 2']);
      const reach = testReach(folder, 'config', { transport });
      const ran = await Promise.all(
        Array.from({ length: 6 }, (_, index) => runTo(reach.runner(worker), ['sh', '-c', `sleep 0.3; echo ${index}`])),
      );
      await reach.close();
      expect(ran.map(({ stdout }) => stdout)).toEqual(['0', '1', '2', '3', '4', '5']);
    });

    it('can end a program although the server opens no second session', async () => {
      await serve(['MaxSessions 1']);
      const reach = testReach(folder, 'config', { transport });
      const running = reach.runner(worker).run(['sh', '-c', 'echo up; exec sleep 60'], { deadline: 50_000 });
      for await (const { text } of running.stdout) if (text === 'up') break;
      await running.stop();
      const { remoteEnded } = await running.result;
      await reach.close();
      expect(remoteEnded).toBe(true);
    });

    it('says that the connection broke when the server is killed, and connects again afterwards', async () => {
      const first = await serve();
      const reach = testReach(folder, 'config', { transport });
      const running = reach.runner(worker).run(['sh', '-c', 'echo up; exec sleep 60'], { deadline: 50_000 });
      for await (const { text } of running.stdout) if (text === 'up') break;
      first.kill();
      const { end, remoteEnded } = await running.result;
      await serve();
      const again = await runTo(reach.runner(worker), ['echo', 'back']);
      await reach.close();
      expect({ end, remoteEnded, again: again.stdout }).toMatchObject({
        end: { kind: 'failed', error: { errorKind: 'interrupted', message: expect.stringMatching(/broke/) } },
        remoteEnded: false,
        again: 'back',
      });
    });

    it('says in the words of sudo that it is refused', async () => {
      folder.program('id', 'echo 1000');
      folder.program('sudo', 'echo "sudo: a password is required" >&2; exit 1');
      await serve([`SetEnv PATH=${folder.file('bin')}:/usr/bin:/bin`]);
      const reach = testReach(folder, 'config', { transport });
      const ran = await runTo(reach.runner(worker), ['nft', 'list', 'ruleset'], { sudo: true });
      await reach.close();
      expect(failureOf(ran)).toBe('sudo on node worker-1 is refused: sudo: a password is required');
    });

    it('runs, bounds and ends under sudo what needs root', async () => {
      folder.program('id', 'echo 1000');
      folder.program('sudo', 'echo "$*" >>"$0.log"; shift 2; exec "$@"');
      await serve([`SetEnv PATH=${folder.file('bin')}:/usr/bin:/bin`]);
      const reach = testReach(folder, 'config', { transport });
      const running = reach.runner(worker).run(['sleep', '60'], { deadline: 1000, sudo: true });
      const { end, remoteEnded } = await running.result;
      await reach.close();
      expect({ end, remoteEnded }).toEqual({ end: { kind: 'deadline' }, remoteEnded: true });
      expect(folder.read('bin/sudo.log').match(/^-n -- sh -c/gm)?.length).toBeGreaterThanOrEqual(2);
    });

    it('closes a connection that nothing has run over for a while', async () => {
      const server = await serve();
      const reach = testReach(folder, 'config', { transport, idleAfter: 50 });
      await runTo(reach.runner(worker), ['true']);
      const closed = await eventually(() =>
        /Disconnected from user|Received disconnect|Connection closed by/.test(server.log()),
      );
      await reach.close();
      expect(closed).toBe(true);
    });

    it('reaches more nodes than it holds connections', async () => {
      const all = [await serve(), await serve(), await serve()];
      folder.write('known', knownLines(...all));
      folder.write('config', all.map((server, index) => hostConfig(folder, `worker-${index}`, server)).join(''));
      const reach = testReach(folder, 'config', { transport, mostConnections: 1 });
      const ran = await Promise.all(
        all.map((_, index) => {
          const name = `worker-${index}`;
          return runTo(reach.runner({ name, host: { host: name } }), ['echo', name]);
        }),
      );
      await reach.close();
      expect(ran.map(({ stdout }) => stdout)).toEqual(['worker-0', 'worker-1', 'worker-2']);
    });
  });

  it('keeps control sockets where nobody else can use them and leaves none', async () => {
    await serve();
    const reach = testReach(folder, 'config', { transport: 'openssh' });
    await runTo(reach.runner(worker), ['true']);
    const runtime = folder.file('runtime');
    const [inner = ''] = readdirSync(runtime);
    const modes = [runtime, `${runtime}/${inner}`].map((path) => (statSync(path).mode & 0o777).toString(8));
    await reach.close();
    expect({ modes, left: readdirSync(runtime) }).toEqual({ modes: ['700', '700'], left: [] });
  });

  it('runs nothing of a node whose name is no host name', async () => {
    await serve();
    const reach = testReach(folder, 'config');
    const hostile = ['-oProxyCommand=touch x', 'a;touch x', '$(touch x)', 'a b', ''];
    const ran = await Promise.all(
      hostile.map((host) => runTo(reach.runner({ name: 'hostile', host: { host } }), ['true'])),
    );
    await reach.close();
    expect(ran.map(failureOf)).toEqual(hostile.map(() => expect.stringMatching(/no name of a host/)));
  });
});
