import { afterAll, beforeAll, expect, it } from 'vitest';
import { requireWriteMode, runNodeExec } from '../../../src/commands/node/run-node-exec.ts';
import type { Json } from '../../../src/contracts/json.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { hostConfig, knownLines, worker } from '../../support/ssh-hosts.ts';
import { deskOver, testReach } from '../../support/ssh-reach.ts';
import { type KeyFolder, keyFolder, type SshServer, sshPrograms, startSshServer } from '../../support/ssh-server.ts';

it.each(['observe', 'probe'] as const)('plumbline node exec is refused in %s mode', (mode) => {
  expect(() => requireWriteMode(mode)).toThrow(`needs write mode, and plumbline runs in ${mode} mode.`);
});

describeWithPrograms('plumbline node exec', sshPrograms, () => {
  let folder: KeyFolder;
  let server: SshServer;

  beforeAll(async () => {
    folder = keyFolder();
    folder.key('id');
    server = await startSshServer(folder, 'node', [folder.read('id.pub')]);
    folder.write('known', knownLines(server));
    folder.write('config', hostConfig(folder, 'worker-1', server));
    folder.write('with-match', `Match exec "true"\n  User nobody\n${hostConfig(folder, 'worker-1', server)}`);
  });

  afterAll(async () => {
    await server?.close();
    folder?.remove();
  });

  const exec = async (
    argv: readonly string[],
    options: Parameters<typeof testReach>[2] & { readonly config?: string; readonly pipe?: boolean } = {},
  ) => {
    const { config = 'config', pipe = false, ...rest } = options;
    const reach = testReach(folder, config, rest);
    const said = { stdout: '', stderr: '' };
    const entries: { type: string; data: Json }[] = [];
    const bytes: Buffer[] = [];
    const exitCode = await runNodeExec({
      node: worker.name,
      argv,
      sudo: false,
      deadline: 10_000,
      nodes: deskOver(reach, worker),
      recorder: { append: (type, data) => entries.push({ type, data }) },
      bytes: pipe ? (piece) => bytes.push(piece) : undefined,
      stdout: (text) => (said.stdout += text),
      stderr: (text) => (said.stderr += text),
      signal: new AbortController().signal,
    });
    await reach.close();
    return { exitCode, ...said, entries, bytes: Buffer.concat(bytes) };
  };

  it('passes output on and ends with 0', async () => {
    expect(await exec(['echo', 'here'])).toMatchObject({ exitCode: 0, stdout: 'here\n', stderr: '' });
  });

  it('ends with 1 when the program fails, and with 3 when it is not there', async () => {
    const failed = await exec(['sh', '-c', 'exit 4']);
    const missing = await exec(['no-such-program']);
    expect([failed.exitCode, missing.exitCode]).toEqual([1, 3]);
    expect(failed.stderr).toContain('ended with exit code 4');
    expect(missing.stderr).toContain('node worker-1 has no no-such-program');
  });

  it('lets no control sequence of a node reach a terminal', async () => {
    const { stdout } = await exec(['printf', '\\033]0;title\\007plain\\n']);
    expect(stdout).not.toContain('\u001b');
  });

  it('gives a pipe the bytes as they are', async () => {
    const { bytes } = await exec(['printf', '\\377\\000\\r\\n\\033x'], { pipe: true });
    expect(bytes).toEqual(Buffer.from([0xff, 0, 0x0d, 0x0a, 0x1b, 0x78]));
  });

  it('writes to the record that it starts, and how it ended by which transport', async () => {
    const { entries } = await exec(['true']);
    expect(entries).toEqual([
      {
        type: 'node/command-started',
        data: { node: 'worker-1', command: ['true'], sudo: false },
      },
      {
        type: 'node/command-ended',
        data: {
          node: 'worker-1',
          line: 'ssh worker-1 -- true',
          command: ['true'],
          sudo: false,
          transport: 'ssh2',
          end: { kind: 'exited', code: 0 },
          remoteEnded: true,
        },
      },
    ]);
  });

  it('says why it was not ssh2 that reached the node', async () => {
    const { stderr } = await exec(['true'], { transport: 'openssh' });
    expect(stderr).toBe(
      'plumbline: node worker-1 was reached with the ssh of this machine. --ssh-transport asks for it.\n',
    );
  });

  it('says what of the config was left out where there is no ssh', async () => {
    const { exitCode, stderr } = await exec(['true'], { withProgram: false, config: 'with-match' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('Match exec "true"') });
  });
});
