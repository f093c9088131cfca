import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/reach/ssh/key-blob.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { hostConfig, knownLines, worker } from '../../support/ssh-hosts.ts';
import { failureOf, runTo, testReach } from '../../support/ssh-reach.ts';
import { type KeyFolder, keyFolder, type SshServer, sshPrograms, startSshServer } from '../../support/ssh-server.ts';

const printOf = (line: string): string => fingerprint(Buffer.from(line.split(' ')[1] ?? '', 'base64'));

describeWithPrograms('host keys of a real OpenSSH server', sshPrograms, () => {
  let folder: KeyFolder;
  let server: SshServer;
  let vouched: SshServer;

  beforeAll(async () => {
    folder = keyFolder();
    folder.key('id');
    folder.key('elsewhere');
    folder.key('authority');
    const [ecdsa, certified] = [folder.key('ecdsa', { type: 'ecdsa' }), folder.key('certified')];
    execFileSync('ssh-keygen', [
      '-q',
      '-s',
      folder.file('authority'),
      '-h',
      '-I',
      'h',
      '-n',
      '127.0.0.1',
      `${certified}.pub`,
    ]);
    const own = [folder.read('id.pub')];
    server = await startSshServer(folder, 'node', own, [`HostKey ${ecdsa}`]);
    vouched = await startSshServer(folder, 'vouched', own, [
      `HostKey ${certified}`,
      `HostCertificate ${certified}-cert.pub`,
    ]);
  });

  afterAll(async () => {
    await Promise.all([server?.close(), vouched?.close()]);
    folder?.remove();
  });

  const at = (): string => `[127.0.0.1]:${server.port}`;

  /** Runs one program with these lines in known_hosts. */
  const runKnowing = async (
    known: string | undefined,
    options: Parameters<typeof testReach>[2] = {},
    own: Readonly<Record<string, string>> = {},
    to = server,
  ) => {
    if (known !== undefined) folder.write('known', known);
    folder.write('config', hostConfig(folder, 'worker-1', to, own));
    const reach = testReach(folder, 'config', options);
    const ran = await runTo(reach.runner(worker), ['echo', 'in']);
    await reach.close();
    return { stdout: ran.stdout, failure: failureOf(ran), transport: reach.transportOf(worker)?.name };
  };

  describe.each(['ssh2', 'openssh'] as const)('through %s', (transport) => {
    it('counts a hashed line', async () => {
      folder.write('hashed', knownLines(server));
      execFileSync('ssh-keygen', ['-q', '-H', '-f', folder.file('hashed')], { stdio: 'ignore' });
      expect((await runKnowing(folder.read('hashed'), { transport })).stdout).toBe('in');
    });

    it('finds the host in the second of several files', async () => {
      folder.write('second', knownLines(server));
      const own = { UserKnownHostsFile: `${folder.file('known')} ${folder.file('second')}` };
      expect((await runKnowing('', { transport }, own)).stdout).toBe('in');
    });

    it('asks the server for the type of key that is known', async () => {
      const [type = '', key = ''] = folder.read('ecdsa.pub').split(' ');
      expect((await runKnowing(`${at()} ${type} ${key}\n`, { transport })).stdout).toBe('in');
    });

    it('refuses an unknown key, tells its fingerprint and how to accept it, and writes nothing', async () => {
      const { failure } = await runKnowing('', { transport });
      const print = printOf(server.hostKey);
      expect(failure).toContain(`The host key of ${at()} is not known: it offers ED25519 ${print}.`);
      expect(failure).toContain(`--ssh-accept-key ${print}`);
      expect(folder.read('known')).toBe('');
    });

    it('accepts an unknown key by its fingerprint and knows it from then on', async () => {
      const accepted = await runKnowing('', { transport, accepted: [printOf(server.hostKey)] });
      const again = await runKnowing(undefined, { transport });
      expect([accepted.stdout, again.stdout]).toEqual(['in', 'in']);
    });

    it('accepts no other key than the one that was named', async () => {
      const { failure } = await runKnowing('', { transport, accepted: ['SHA256:another'] });
      expect(failure).toContain('is not known');
    });

    it('refuses a changed key with both fingerprints and the line, accepted or not', async () => {
      const other = folder.read('elsewhere.pub').split(' ').slice(0, 2).join(' ');
      const { failure } = await runKnowing(`# first\n${at()} ${other}\n`, {
        transport,
        accepted: [printOf(server.hostKey)],
      });
      expect(failure).toContain(
        `The host key of ${at()} has changed: known is ED25519 ${printOf(other)}, it offers ${printOf(server.hostKey)}.`,
      );
      expect(failure).toContain(`${folder.file('known')}:2`);
    });

    it('refuses a revoked key although another line knows it', async () => {
      const { failure } = await runKnowing(`${knownLines(server)}@revoked * ${server.hostKey}\n`, { transport });
      expect(failure).toContain(`is revoked: ED25519 ${printOf(server.hostKey)}.`);
    });

    it('checks keys although the config file says not to', async () => {
      const { failure } = await runKnowing('', { transport }, { StrictHostKeyChecking: 'no' });
      expect(failure).toContain('is not known');
    });
  });

  it("leaves the check of an authority to the machine's ssh", async () => {
    const authority = folder.read('authority.pub').split(' ').slice(0, 2).join(' ');
    expect(await runKnowing(`@cert-authority [127.0.0.1]:* ${authority}\n`, {}, {}, vouched)).toEqual({
      stdout: 'in',
      failure: '',
      transport: 'openssh',
    });
  });

  it('never makes a file of known hosts because of a refusal', async () => {
    const file = folder.file('not-there');
    await runKnowing('', {}, { UserKnownHostsFile: file });
    expect(existsSync(file)).toBe(false);
  });
});
