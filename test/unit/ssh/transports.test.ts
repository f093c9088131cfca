import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { isRunning } from '../../support/is-running.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { hostConfig, knownLines, worker } from '../../support/ssh-hosts.ts';
import { failureOf, runTo, testReach } from '../../support/ssh-reach.ts';
import { type KeyFolder, keyFolder, type SshServer, sshPrograms, startSshServer } from '../../support/ssh-server.ts';

const pidOf = (text: string): number => Number(/pid (\d+)/.exec(text)?.[1]);

describeWithPrograms('a node behind a real OpenSSH server', sshPrograms, () => {
  let folder: KeyFolder;
  let server: SshServer;

  beforeAll(async () => {
    folder = keyFolder();
    folder.key('id');
    server = await startSshServer(folder, 'node', [folder.read('id.pub')]);
    folder.write('known', knownLines(server));
    folder.write('config', hostConfig(folder, 'worker-1', server));
  });

  afterAll(async () => {
    await server?.close();
    folder?.remove();
  });

  const logIns = (): number => server.log().split('Accepted publickey').length - 1;

  it('is reached through ssh2 when ssh2 can do everything that is set', async () => {
    const reach = testReach(folder, 'config');
    await runTo(reach.runner(worker), ['true']);
    expect(reach.transportOf(worker)).toEqual({
      name: 'ssh2',
      reason: 'ssh2 can do everything that is set for this host.',
    });
    await reach.close();
  });

  it('is reached through ssh2 by the config file alone where there is no ssh program', async () => {
    const reach = testReach(folder, 'config', { withProgram: false });
    const ran = await runTo(reach.runner(worker), ['echo', 'here']);
    expect(ran.stdout).toBe('here');
    await reach.close();
  });

  it('runs in observe mode what only looks and nothing else', async () => {
    const reach = testReach(folder, 'config', { mode: 'observe' });
    const looked = await runTo(reach.runner(worker), ['cat', '/etc/hostname']);
    const refused = await runTo(reach.runner(worker), ['touch', folder.file('touched')]);
    expect(looked.result.end).toEqual({ kind: 'exited', code: 0 });
    expect(failureOf(refused)).toMatch(/needs write mode/);
    await reach.close();
  });

  describe.each(['ssh2', 'openssh'] as const)('through %s', (transport) => {
    it('gives output, errors and exit code back, every word as it was', async () => {
      const reach = testReach(folder, 'config', { transport });
      const argv = ['sh', '-c', 'echo "out $1"; echo err >&2; exit 7', 'sh', "it's * $HOME\n`x`"];
      const ran = await runTo(reach.runner(worker), argv);
      await reach.close();
      expect({ ...ran, result: ran.result.end }).toEqual({
        stdout: "out it's * $HOME\n`x`",
        stderr: 'err',
        result: { kind: 'exited', code: 7 },
      });
    });

    it('hands standard input over and takes bytes back as they are', async () => {
      const reach = testReach(folder, 'config', { transport });
      const stdin = Uint8Array.from({ length: 256 }, (_, index) => index);
      const ran = await runTo(reach.runner(worker), ['cat'], { stdin, bytes: true });
      await reach.close();
      expect(Buffer.from(ran.stdout, 'latin1')).toEqual(Buffer.from(stdin));
    });

    it('tells a program that is not there from one that failed', async () => {
      const reach = testReach(folder, 'config', { transport });
      const ran = await runTo(reach.runner(worker), ['no-such-program']);
      await reach.close();
      expect(ran.result.end).toMatchObject({ kind: 'missing-program', program: 'no-such-program' });
    });

    it('lets a program end with 255 without calling that a broken connection', async () => {
      const reach = testReach(folder, 'config', { transport });
      const ran = await runTo(reach.runner(worker), ['sh', '-c', 'exit 255']);
      await reach.close();
      expect(ran.result.end).toEqual({ kind: 'exited', code: 255 });
    });

    it('ends the process on the node when it is stopped', async () => {
      const reach = testReach(folder, 'config', { transport });
      const running = reach.runner(worker).run(['sh', '-c', 'echo pid $$; exec sleep 60'], { deadline: 50_000 });
      let pid = 0;
      for await (const { text } of running.stdout) {
        pid = pidOf(text);
        break;
      }
      await running.stop();
      const gone = await eventually(() => !isRunning(pid));
      const { end, remoteEnded } = await running.result;
      await reach.close();
      expect({ gone, end, remoteEnded }).toEqual({ gone: true, end: { kind: 'stopped' }, remoteEnded: true });
    });

    it('ends a process that is deaf to SIGINT at the deadline, with its children', async () => {
      const reach = testReach(folder, 'config', { transport });
      const script = 'trap "" INT TERM; sleep 60 & echo pid $!; wait';
      const ran = await runTo(reach.runner(worker), ['sh', '-c', script], { deadline: 1500 });
      const gone = await eventually(() => !isRunning(pidOf(ran.stdout)));
      await reach.close();
      expect({ gone, end: ran.result.end }).toEqual({ gone: true, end: { kind: 'deadline' } });
    });

    it('runs many programs over one connection', async () => {
      const before = logIns();
      const reach = testReach(folder, 'config', { transport });
      const runner = reach.runner(worker);
      const ran = await Promise.all(
        Array.from({ length: 12 }, (_, index) => runTo(runner, ['sh', '-c', `sleep 0.2; echo ${index}`])),
      );
      await reach.close();
      const connections = logIns() - before;
      expect({ outputs: ran.map(({ stdout }) => Number(stdout)), connections }).toEqual({
        outputs: Array.from({ length: 12 }, (_, index) => index),
        connections: 1,
      });
    });
  });

  it('uses a master connection of the operator that is open, and leaves it open', async () => {
    const earlier = logIns();
    const socket = folder.file('own.sock');
    folder.write('own', hostConfig(folder, 'worker-1', server, { ControlPath: socket }));
    execFileSync('ssh', ['-F', folder.file('own'), '-M', '-N', '-f', '-o', 'ControlPersist=30', 'worker-1'], {
      stdio: 'ignore',
    });
    // What the server says of it comes later than the end of the program that blocked this process.
    await eventually(() => logIns() > earlier);
    const before = logIns();
    const reach = testReach(folder, 'own');
    const ran = await runTo(reach.runner(worker), ['echo', 'over it']);
    await reach.close();
    const connections = logIns() - before;
    const check = ['-F', folder.file('own'), '-O'];
    execFileSync('ssh', [...check, 'check', 'worker-1'], { stdio: 'ignore' });
    execFileSync('ssh', [...check, 'exit', 'worker-1'], { stdio: 'ignore' });
    expect({ stdout: ran.stdout, connections, transport: reach.transportOf(worker)?.reason }).toEqual({
      stdout: 'over it',
      connections: 0,
      transport: 'A master connection of your own to it is open.',
    });
  });
});
