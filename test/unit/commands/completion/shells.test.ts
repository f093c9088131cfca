import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { completionScript, kubectlCompletion, type Shell } from '../../../../src/commands/completion/scripts.ts';
import { describeWithPrograms } from '../../../support/needs.ts';
import { builtProgram } from '../../../support/terminal-program.ts';

const run = promisify(execFile);

const kubeconfig = `
apiVersion: v1
kind: Config
contexts:
- {name: prod-eu1, context: {cluster: a, user: a, namespace: shop}}
- {name: "arn:aws:eks:eu-1:1:cluster/one", context: {cluster: a, user: a, namespace: payments}}
current-context: prod-eu1
`;

/** A folder with both names of the built program, the scripts, and a kubeconfig; and the environment that finds them. */
function place(): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-completion-test-'));
  for (const name of ['plumbline', 'kubectl-plumbline']) symlinkSync(builtProgram, join(folder, name));
  for (const shell of ['bash', 'zsh', 'fish'] as const) writeFileSync(join(folder, shell), completionScript(shell));
  writeFileSync(join(folder, 'kubectl_complete-plumbline'), kubectlCompletion, { mode: 0o755 });
  writeFileSync(join(folder, 'config'), kubeconfig);
  const path = [folder, dirname(process.execPath), process.env['PATH']].join(':');
  return { folder, env: { PATH: path, HOME: folder, KUBECONFIG: join(folder, 'config'), XDG_CACHE_HOME: folder } };
}

/** What a shell offers for a line with the cursor at its end: asked in the shell itself, with the script sourced. */
const askers: Readonly<Record<Shell, (folder: string, line: string) => readonly string[]>> = {
  bash: (folder, line) => [
    '--norc',
    '-c',
    `source "$1/bash"; COMP_LINE=$2 COMP_POINT=\${#2}; _plumbline; printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    folder,
    line,
  ],
  zsh: (folder, line) => [
    '-f',
    '-c',
    `compdef() { :; }; source "$1/zsh"; _describe() { print -l -- \${(P)2}; }; _files() { print FILES; }
     words=(\${(z)2}); [[ $2 == *' ' ]] && words+=(''); CURRENT=\${#words}; _plumbline`,
    'zsh',
    folder,
    line,
  ],
  fish: (folder, line) => ['--no-config', '-c', `source ${folder}/fish; complete -C "${line}"`],
};

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  describeWithPrograms(`completion in ${shell}`, [shell], () => {
    let made: ReturnType<typeof place>;
    beforeAll(() => {
      made = place();
    });
    afterAll(() => rmSync(made.folder, { recursive: true, force: true }));

    async function offered(line: string): Promise<readonly string[]> {
      const argv = askers[shell](made.folder, line);
      const { stdout } = await run(shell, [...argv], { env: made.env, cwd: made.folder });
      return stdout.split('\n').filter(Boolean);
    }

    it('offers commands', async () => {
      expect((await offered('plumbline pro')).map((one) => one.split(/[\t:]/)[0])).toEqual(['probe']);
    });

    it('offers options of the command', async () => {
      expect((await offered('plumbline probe bandwidth --bi'))[0]).toMatch(/^--bidirectional/);
    });

    it('offers the contexts of the kubeconfig, also those with colons in their names', async () => {
      const all = (await offered('plumbline --context ')).map((one) => one.replaceAll('\\', ''));
      expect(all.some((one) => one.startsWith('prod-eu1'))).toBe(true);
      expect(all.some((one) => one.startsWith('arn:aws:eks:eu-1:1:cluster/one'))).toBe(true);
    });

    it('offers the namespaces that the kubeconfig knows', async () => {
      expect((await offered('plumbline probe connect -n sh')).join()).toContain('shop');
    });

    it('offers nothing where nothing is meant', async () => {
      expect((await offered('plumbline probe latency --count ')).filter((one) => !one.startsWith('FILES'))).toEqual([]);
    });

    it('offers files where a file is meant', async () => {
      expect((await offered('plumbline --kubeconfig con')).join()).toMatch(/config|FILES/);
    });
  });
}

describeWithPrograms('completion in bash, in detail', ['bash'], () => {
  let made: ReturnType<typeof place>;
  beforeAll(() => {
    made = place();
  });
  afterAll(() => rmSync(made.folder, { recursive: true, force: true }));

  it.each([
    ['plumbline --mode=w', 'write'],
    ['plumbline --context arn:aws:eks:e', 'eu-1:1:cluster/one'],
  ])('goes on behind = and :, where bash begins a new word: %s', async (line, rest) => {
    const { stdout } = await run('bash', [...askers.bash(made.folder, line)], { env: made.env });
    expect(stdout.trim()).toBe(rest);
  });

  it('is loaded by `source <(plumbline completion bash)`', async () => {
    const { stdout } = await run(
      'bash',
      ['--norc', '-c', 'source <(plumbline completion bash); complete -p plumbline'],
      {
        env: made.env,
      },
    );
    expect(stdout).toContain('-F _plumbline plumbline');
  });

  it('is what kubectl asks for its plugin', async () => {
    const { stdout } = await run(join(made.folder, 'kubectl_complete-plumbline'), ['probe', 'pa'], { env: made.env });
    expect(stdout).toBe('path-mtu\tSee whether full-size packets pass\n:4\n');
  });
});
