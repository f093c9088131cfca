import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperatorTerminal } from '../../../src/contracts/terminal.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { hostConfig, knownLines, worker } from '../../support/ssh-hosts.ts';
import { answeringTerminal, failureOf, runTo, testReach } from '../../support/ssh-reach.ts';
import {
  type KeyFolder,
  keyFolder,
  ownName,
  type SshServer,
  sshPrograms,
  startAgent,
  startSshServer,
} from '../../support/ssh-server.ts';

describeWithPrograms('logging in to a real OpenSSH server', sshPrograms, () => {
  let folder: KeyFolder;
  let server: SshServer;

  beforeAll(async () => {
    folder = keyFolder();
    folder.key('id');
    folder.key('rsa', { type: 'rsa' });
    folder.key('locked', { passphrase: 'open sesame' });
    folder.key('ca');
    folder.key('certified');
    for (const name of ['other', 'one', 'two', 'three']) folder.key(name);
    execFileSync('ssh-keygen', [
      '-q',
      '-s',
      folder.file('ca'),
      '-I',
      'test',
      '-n',
      ownName,
      folder.file('certified.pub'),
    ]);
    const keys = ['id', 'rsa', 'locked'].map((name) => folder.read(`${name}.pub`));
    server = await startSshServer(folder, 'node', keys, [
      `TrustedUserCAKeys ${folder.file('ca.pub')}`,
      'MaxAuthTries 3',
    ]);
    folder.write('known', knownLines(server));
  });

  afterAll(async () => {
    await server?.close();
    folder?.remove();
  });

  const config = (name: string, own: Readonly<Record<string, string>>): string => {
    folder.write(name, hostConfig(folder, 'worker-1', server, own));
    return name;
  };

  it.each(['id', 'rsa'])('takes the key file %s', async (key) => {
    const reach = testReach(folder, config('by-file', { IdentityFile: folder.file(key) }));
    const ran = await runTo(reach.runner(worker), ['echo', 'in']);
    await reach.close();
    expect({ stdout: ran.stdout, by: reach.transportOf(worker)?.name }).toEqual({ stdout: 'in', by: 'ssh2' });
  });

  it('asks for the passphrase of a locked key on the terminal', async () => {
    const reach = testReach(folder, config('locked-key', { IdentityFile: folder.file('locked') }), {
      terminal: answeringTerminal('open sesame'),
    });
    const ran = await runTo(reach.runner(worker), ['echo', 'in']);
    await reach.close();
    expect(ran.stdout).toBe('in');
  });

  it('does not wait for a passphrase where nobody can be asked', async () => {
    const reach = testReach(folder, config('locked-alone', { IdentityFile: folder.file('locked') }));
    const ran = await runTo(reach.runner(worker), ['true']);
    await reach.close();
    expect(failureOf(ran)).toMatch(/refused the log-in\. it takes publickey\. Try it by hand: ssh worker-1\./);
  });

  it('takes a key of the agent through ssh2', async () => {
    const agent = await startAgent(folder, [folder.file('id')]);
    const reach = testReach(
      folder,
      config('agent', { IdentityAgent: agent.socket, IdentityFile: folder.file('none') }),
    );
    const ran = await runTo(reach.runner(worker), ['echo', 'in']);
    await reach.close();
    await agent.close();
    expect({ stdout: ran.stdout, by: reach.transportOf(worker)?.name }).toEqual({ stdout: 'in', by: 'ssh2' });
  });

  it('offers the configured key of a full agent first, before the server hangs up', async () => {
    const held = ['one', 'two', 'three', 'other', 'id'].map((name) => folder.file(name));
    const agent = await startAgent(folder, held);
    const reach = testReach(folder, config('full-agent', { IdentityAgent: agent.socket, IdentitiesOnly: 'yes' }));
    const ran = await runTo(reach.runner(worker), ['echo', 'in']);
    await reach.close();
    await agent.close();
    expect(ran.stdout).toBe('in');
  });

  it("leaves a user certificate to the machine's ssh", async () => {
    const reach = testReach(folder, config('certificate', { IdentityFile: folder.file('certified') }));
    const ran = await runTo(reach.runner(worker), ['echo', 'in']);
    await reach.close();
    expect({ stdout: ran.stdout, by: reach.transportOf(worker) }).toEqual({
      stdout: 'in',
      by: {
        name: 'openssh',
        reason: `${folder.file('certified')}-cert.pub is a certificate, which ssh2 cannot log in with.`,
      },
    });
  });

  it("leaves a certificate that the agent holds to the machine's ssh", async () => {
    const agent = await startAgent(folder, [folder.file('certified')]);
    const reach = testReach(folder, config('held', { IdentityAgent: agent.socket, IdentityFile: folder.file('none') }));
    const ran = await runTo(reach.runner(worker), ['echo', 'in']);
    await reach.close();
    await agent.close();
    expect({ stdout: ran.stdout, by: reach.transportOf(worker)?.reason }).toEqual({
      stdout: 'in',
      by: 'The agent holds a certificate, which ssh2 cannot log in with.',
    });
  });

  it("lends the terminal to the machine's ssh for what only a person can answer", async () => {
    folder.program('answer', 'echo open sesame');
    const words: string[] = [];
    const terminal: OperatorTerminal = {
      access: 'direct',
      async lend(need) {
        words.push(need.words);
        if (need.kind !== 'program') return { kind: 'cancelled' };
        // A person types at the terminal; here a program answers in their place.
        const env = { ...process.env, SSH_ASKPASS: folder.file('bin/answer'), SSH_ASKPASS_REQUIRE: 'force' };
        const child = spawn(need.command, [...need.args], { env, stdio: 'ignore', detached: true });
        const [code] = await once(child, 'exit');
        return code === 0 ? { kind: 'done', text: '' } : { kind: 'failed', how: `exit code ${code}` };
      },
    };
    const reach = testReach(folder, config('asked', { IdentityFile: folder.file('locked') }), {
      transport: 'openssh',
      terminal,
    });
    const ran = await runTo(reach.runner(worker), ['echo', 'in']);
    await reach.close();
    expect({ stdout: ran.stdout, words }).toEqual({
      stdout: 'in',
      words: [expect.stringMatching(/refused the log-in without questions; ssh asks now\.$/)],
    });
  });

  describe.each(['ssh2', 'openssh'] as const)('through %s', (transport) => {
    it('says who refused and what it takes when no key is right', async () => {
      const reach = testReach(folder, config('wrong', { IdentityFile: folder.file('other') }), { transport });
      const ran = await runTo(reach.runner(worker), ['true']);
      await reach.close();
      expect(failureOf(ran)).toMatch(/^\S+@127\.0\.0\.1 port \d+ refused the log-in\. .*publickey/);
    });

    it('says that nothing answers at a closed port', async () => {
      const reach = testReach(folder, config('closed', { Port: '1' }), { transport });
      const ran = await runTo(reach.runner(worker), ['true']);
      await reach.close();
      expect(failureOf(ran)).toMatch(/cannot be reached over ssh\. .*refused/i);
    });
  });
});
