import { openCluster } from '../cluster-worker/open-cluster.ts';
import { loadConfig } from '../config/load-config.ts';
import { headlessTerminal } from '../terminal/headless-terminal.ts';
import type { GlobalOptions } from './program.ts';
import { runProbeCommand } from './probe/run-probe-command.ts';
import { nodeSettings, type SshOptions } from './ssh-options.ts';

/** `plumbline probe NAME`: one link, without the screen. Resolves to the exit code; Ctrl-C, or a terminal that is closed, ends the programs and helpers it started first. */
export async function probe(
  name: string,
  options: GlobalOptions & SshOptions & Readonly<Record<string, unknown>>,
): Promise<number> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('SIGHUP', stop);
  const { kubeconfig, context, namespace, mode, config } = options;
  try {
    return await runProbeCommand(name, options, {
      loadConfig: () => loadConfig(process.env, config),
      openCluster: (loaded) =>
        openCluster({
          ...(kubeconfig === undefined ? {} : { kubeconfig }),
          ...(context === undefined ? {} : { context }),
          ...(namespace === undefined ? {} : { namespace }),
          mode,
          terminal: headlessTerminal(),
          nodes: nodeSettings(loaded, options, process.env),
        }),
      mode,
      kubeconfig,
      stdout: (text) => process.stdout.write(text),
      stderr: (text) => process.stderr.write(text),
      signal: stopping.signal,
    });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    process.off('SIGHUP', stop);
  }
}
