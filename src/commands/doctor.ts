import { execFile } from 'node:child_process';
import { isatty } from 'node:tty';
import { openCluster } from '../cluster-worker/open-cluster.ts';
import { loadConfig } from '../config/load-config.ts';
import { plumblinePaths } from '../config/paths.ts';
import { currentUser } from '../config/user.ts';
import { chooseContext } from '../kube/kubeconfig/choose.ts';
import { loadKubeconfig } from '../kube/kubeconfig/load.ts';
import { findOnPath } from '../reach/find-on-path.ts';
import { headlessTerminal } from '../terminal/headless-terminal.ts';
import { version } from '../version.ts';
import { proxyText } from './doctor/proxy-text.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import type { GlobalOptions } from './program.ts';

/** `plumbline doctor`: looks at this machine and the chosen cluster. Resolves to the exit code. */
export function doctor(options: GlobalOptions & { readonly output: 'text' | 'json' }): Promise<number> {
  const { env } = process;
  const paths = plumblinePaths(env, currentUser());
  const { kubeconfig, context, namespace } = options;
  return runDoctor({
    env,
    mode: options.mode,
    version,
    paths: options.config === undefined ? paths : { ...paths, configFile: options.config },
    output: {
      isTerminal: isatty(1),
      columns: process.stdout.columns,
      rows: process.stdout.rows,
    },
    config: () => loadConfig(env, options.config),
    cluster: () =>
      openCluster({
        ...(kubeconfig === undefined ? {} : { kubeconfig }),
        ...(context === undefined ? {} : { context }),
        ...(namespace === undefined ? {} : { namespace }),
        mode: options.mode,
        terminal: headlessTerminal(),
      }),
    proxy: async () => {
      const loaded = await loadKubeconfig(kubeconfig, env);
      const chosen = chooseContext(loaded, context === undefined ? {} : { context });
      return proxyText(chosen.server, chosen.cluster.proxyUrl, env);
    },
    findProgram: (program) => findOnPath(program, env),
    ask,
    patience: 15_000,
    format: options.output,
    print: (text) => process.stdout.write(text),
  });
}

/** Runs a short program that prints one line. */
function ask(argv: readonly string[]): Promise<string | undefined> {
  const [program = '', ...args] = argv;
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 5_000, encoding: 'utf8' }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : undefined);
    });
  });
}
