import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithPrograms } from '../../support/needs.ts';
import { hostConfig, knownLines, worker } from '../../support/ssh-hosts.ts';
import { failureOf, runTo, testReach } from '../../support/ssh-reach.ts';
import { type KeyFolder, keyFolder, type SshServer, sshPrograms, startSshServer } from '../../support/ssh-server.ts';

describeWithPrograms('a node behind a jump host', sshPrograms, () => {
  let folder: KeyFolder;
  let node: SshServer;
  let jump: SshServer;

  beforeAll(async () => {
    folder = keyFolder();
    folder.key('id');
    folder.key('jump-id');
    node = await startSshServer(folder, 'node', [folder.read('id.pub')]);
    jump = await startSshServer(folder, 'jump', [folder.read('jump-id.pub')]);
    folder.write('known', knownLines(node, jump));
  });

  afterAll(async () => {
    await Promise.all([node?.close(), jump?.close()]);
    folder?.remove();
  });

  const config = (
    jumpOwn: Readonly<Record<string, string>> = {},
    nodeOwn: Readonly<Record<string, string>> = {},
  ): string => {
    folder.write(
      'config',
      hostConfig(folder, 'worker-1', node, { ProxyJump: 'bastion', ...nodeOwn }) +
        hostConfig(folder, 'bastion', jump, { IdentityFile: folder.file('jump-id'), ...jumpOwn }),
    );
    return 'config';
  };

  describe.each(['ssh2', 'openssh'] as const)('through %s', (transport) => {
    it('is reached with the key of each host on the way', async () => {
      const before = jump.log().split('Accepted publickey').length;
      const reach = testReach(folder, config(), { transport });
      const ran = await runTo(reach.runner(worker), ['echo', 'behind']);
      await reach.close();
      expect({ stdout: ran.stdout, jumps: jump.log().split('Accepted publickey').length - before }).toEqual({
        stdout: 'behind',
        jumps: 1,
      });
    });

    it('is not reached when the jump host refuses the log-in, and that is said', async () => {
      const reach = testReach(folder, config({ IdentityFile: folder.file('id') }), { transport });
      const ran = await runTo(reach.runner(worker), ['true']);
      await reach.close();
      expect(failureOf(ran)).toMatch(/refused the log-in.*publickey/s);
    });

    it('is not reached when the key of the jump host is not known', async () => {
      folder.write('known-node', knownLines(node));
      const reach = testReach(folder, config({ UserKnownHostsFile: folder.file('known-node') }), { transport });
      const ran = await runTo(reach.runner(worker), ['true']);
      await reach.close();
      expect(failureOf(ran)).toMatch(/host key/i);
    });
  });

  it('chooses by the hops as well: what a hop needs, ssh has to do', async () => {
    const reach = testReach(folder, config({ KexAlgorithms: 'sntrup761x25519-sha512@openssh.com' }));
    const ran = await runTo(reach.runner(worker), ['echo', 'behind']);
    await reach.close();
    expect({ stdout: ran.stdout, by: reach.transportOf(worker)?.reason }).toEqual({
      stdout: 'behind',
      by: 'No key exchange that is allowed for bastion is known to ssh2.',
    });
  });

  it('never writes chacha20 within chacha20, which ssh2 garbles', async () => {
    const chacha = { Ciphers: 'chacha20-poly1305@openssh.com' };
    const reach = testReach(folder, config(chacha, { Ciphers: 'chacha20-poly1305@openssh.com,aes256-ctr' }));
    const ran = await runTo(reach.runner(worker), ['echo', 'behind']);
    await reach.close();
    expect({ stdout: ran.stdout, by: reach.transportOf(worker)?.name }).toEqual({ stdout: 'behind', by: 'ssh2' });
  });

  it('leaves chacha20 over a hop to ssh where nothing else is allowed', async () => {
    const chacha = { Ciphers: 'chacha20-poly1305@openssh.com' };
    const reach = testReach(folder, config(chacha, chacha));
    const ran = await runTo(reach.runner(worker), ['echo', 'behind']);
    await reach.close();
    expect({ stdout: ran.stdout, by: reach.transportOf(worker)?.reason }).toEqual({
      stdout: 'behind',
      by: 'No cipher that is allowed for worker-1 is known to ssh2.',
    });
  });

  it('tells a chain that leads back to itself', async () => {
    const reach = testReach(folder, config({ ProxyJump: 'worker-1' }));
    const ran = await runTo(reach.runner(worker), ['true']);
    await reach.close();
    expect(failureOf(ran)).toMatch(/jump hosts before .* have no end/);
  });
});
