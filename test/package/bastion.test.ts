import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSimulation } from '../../demo/simulate/simulation.ts';
import { describeWithKubectl, kubectlProgram } from '../support/kubectl.ts';
import { serveDemo } from '../support/local-demo.ts';
import { describeInMinimalRoot, inMinimalRoot, insideUser } from '../support/minimal-root.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { startOnTerminal } from '../support/terminal-program.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const folderName = `plumbline-${version}`;
const tarballName = `${folderName}-linux-${process.arch}.tar.xz`;

describeWithPrograms('the tarball', ['tar', 'xz'], () => {
  // Not under /tmp: that may be noexec here as well.
  let place = '';
  let folder = '';
  beforeAll(async () => {
    const cache = join(root, 'node_modules', '.cache', 'plumbline');
    mkdirSync(cache, { recursive: true });
    place = mkdtempSync(join(cache, 'tarball-test-'));
    chmodSync(place, 0o755);
    const script = join(root, 'scripts', 'package.ts');
    await run(process.execPath, [script, '--arch', process.arch, '--level', '0', '--outdir', place]);
    await run('tar', ['-xf', join(place, tarballName), '-C', place]);
    folder = join(place, folderName);
  }, 180_000);
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  const plumbline = async (program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const options = { env: { PATH: '/usr/bin:/bin', HOME: place, ...env } };
    return (await run(program, [...args], options)).stdout;
  };

  it('has its sha256 beside it', () => {
    const digest = createHash('sha256')
      .update(readFileSync(join(place, tarballName)))
      .digest('hex');
    expect(readFileSync(join(place, `${tarballName}.sha256`), 'utf8')).toBe(`${digest}  ${tarballName}\n`);
  });

  it('is one folder of root, with the two names, the program, its Node, and the documents', async () => {
    const { stdout } = await run('tar', ['-tvf', join(place, tarballName), '--numeric-owner']);
    const lines = stdout.trim().split('\n');
    for (const line of lines) expect(line).toMatch(new RegExp(`^\\S+ 0/0 .* ${folderName.replaceAll('.', '\\.')}/`));
    for (const name of [
      'bin/plumbline',
      'bin/kubectl-plumbline -> plumbline',
      'bin/kubectl_complete-plumbline',
      'share/man/man1/plumbline.1',
      'share/bash-completion/completions/plumbline',
      'lib/dist/plumbline.js',
      'lib/node/node',
      'lib/node/LICENSE',
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'THIRD-PARTY-NOTICES',
    ]) {
      expect(lines.filter((line) => line.endsWith(` ${folderName}/${name}`))).toHaveLength(1);
    }
  });

  it('runs by a symlink on the PATH', async () => {
    const link = join(place, 'linked');
    symlinkSync(join(folder, 'bin', 'plumbline'), link);
    expect(await plumbline(link, ['--version'])).toBe(`${version}\n`);
  });

  it('runs on its own Node, also after it was moved, from a path with spaces', async () => {
    const moved = join(place, 'moved to here');
    renameSync(folder, moved);
    try {
      const { stdout } = await run(join(moved, 'bin', 'plumbline'), ['doctor'], { env: { HOME: place } }).catch(
        (error: { stdout: string }) => error,
      );
      expect(stdout).toContain(` at ${moved}/lib/node/node\n`);
    } finally {
      renameSync(moved, folder);
    }
  });

  it.each(['/proc/nowhere', '/nonexistent', ''])('runs where no cache can be written: HOME=%s', async (HOME) => {
    expect(await plumbline(join(folder, 'bin', 'plumbline'), ['--version'], { HOME })).toBe(`${version}\n`);
  });

  describeWithPrograms('its Node', ['readelf'], () => {
    it('asks for no libatomic and no glibc newer than 2.28', async () => {
      const node = join(folder, 'lib', 'node', 'node');
      const { stdout: needed } = await run('readelf', ['--dynamic', '--wide', node]);
      expect(needed).toContain('libc.so.6');
      expect(needed).not.toContain('libatomic');
      const { stdout: symbols } = await run('readelf', ['--version-info', '--wide', node]);
      const minors = [...symbols.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
      expect(Math.max(...minors)).toBeLessThanOrEqual(28);
    });
  });

  describeWithKubectl('as a plugin of kubectl', () => {
    const kubectl = (args: readonly string[]): Promise<string> =>
      plumbline(kubectlProgram, args, { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` });

    it('kubectl finds it', async () => {
      expect(await kubectl(['plugin', 'list'])).toContain(`${folder}/bin/kubectl-plumbline\n`);
    });

    it('kubectl plumbline is plumbline, with its arguments', async () => {
      expect(await kubectl(['plumbline', '--version'])).toBe(`${version}\n`);
      expect(await kubectl(['plumbline', 'probe', '--help'])).toContain('Usage: plumbline probe');
    });

    it('kubectl asks it what may stand at the cursor', async () => {
      expect(await kubectl(['__complete', 'plumbline', 'probe', 'ba'])).toBe(
        'bandwidth\tMeasure throughput with iperf3\n:4\n',
      );
    });
  });

  describeInMinimalRoot('in an older Debian without Node, root and network', () => {
    let home = '';
    const inside = (argv: readonly string[], network = false) => {
      const [program, ...args] = inMinimalRoot(home, argv, { network });
      return run(program, args).catch((error: { stdout: string; stderr: string; code: number }) => error);
    };

    beforeAll(async () => {
      home = join(place, 'home');
      mkdirSync(home);
      copyFileSync(join(place, tarballName), join(home, tarballName));
      if (insideUser !== undefined) chownSync(home, insideUser, insideUser);
      await inside(['tar', '-x', '-J', '-f', `/home/${tarballName}`, '-C', '/home']);
      await inside(['mkdir', '/home/bin']);
      await inside(['ln', '-s', `../${folderName}/bin/plumbline`, '/home/bin/plumbline']);
    }, 120_000);

    it('there is no Node but its own, and nothing can be run from /tmp', async () => {
      expect(await inside(['sh', '-c', 'command -v node'])).toMatchObject({ code: 127, stdout: '' });
      const copied = await inside(['sh', '-c', 'cp /bin/busybox /tmp/true && /tmp/true']);
      expect(copied.stderr).toContain('Permission denied');
    });

    it('it says its version', async () => {
      expect(await inside(['/home/bin/plumbline', '--version'])).toEqual({ stdout: `${version}\n`, stderr: '' });
    });

    it('doctor looks at the place', async () => {
      const { stdout, stderr } = await inside(['/home/bin/plumbline', 'doctor']);
      expect(stderr).toBe('');
      expect(stdout).toContain(` at /home/${folderName}/lib/node/node\n`);
      expect(stdout).toContain('No kubeconfig was found: looked at /home/.kube/config.');
    });

    it('the simulated demo shows its link measured and open', async () => {
      const argv = inMinimalRoot(home, ['/home/bin/plumbline', 'demo', '--backend', 'simulate'], { network: false });
      const program = startOnTerminal(argv, { columns: 80, rows: 24 });
      try {
        await program.waitFor(/measured {2}OPEN/, 60_000);
        // Asked back, because something runs.
        program.type('q');
        program.type('y');
        expect(await program.exited).toMatchObject({ exitCode: 0 });
      } finally {
        program.kill('SIGKILL');
      }
    }, 90_000);

    it('probe connect tests a link of a cluster that is served elsewhere', async () => {
      const demo = await serveDemo(createSimulation());
      try {
        copyFileSync(demo.kubeconfig, join(home, 'kubeconfig'));
        chmodSync(join(home, 'kubeconfig'), 0o644);
        const link = ['--from', 'shop/frontend', '--to', 'svc/shop/backend:8080', '--kubeconfig', '/home/kubeconfig'];
        const { stdout, stderr } = await inside(['/home/bin/plumbline', 'probe', 'connect', ...link], true);
        expect(stderr).toBe('');
        expect(stdout).toMatch(/is open/);
      } finally {
        await demo.stop();
      }
    }, 60_000);
  });
});
