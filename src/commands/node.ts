import * as z from 'zod';
import { checklistItems } from '../../checks/index.ts';
import { openCluster } from '../cluster-worker/open-cluster.ts';
import { loadConfig } from '../config/load-config.ts';
import { plumblinePaths } from '../config/paths.ts';
import { currentUser } from '../config/user.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { createIncident } from '../incident/incident.ts';
import { headlessTerminal } from '../terminal/headless-terminal.ts';
import { version } from '../version.ts';
import { enterRecord } from './enter-record.ts';
import { type NodePodOptions, withNodePod } from './node/node-pod.ts';
import { requireWriteMode, runNodeExec } from './node/run-node-exec.ts';
import type { GlobalOptions } from './program.ts';
import { nodeSettings, type SshOptions } from './ssh-options.ts';

const optionsSchema = z.object({
  sudo: z.boolean().default(false),
  timeout: z.coerce
    .number({ error: 'must be seconds, 1 to 60' })
    .min(1, { error: 'must be at least 1' })
    .max(60, { error: 'must be at most 60' }),
});

/** `plumbline node exec NODE -- argv…`. Resolves to the exit code; Ctrl-C ends the program on the node first. */
export async function nodeExec(
  args: readonly string[],
  given: GlobalOptions & SshOptions & NodePodOptions & Readonly<Record<string, unknown>>,
): Promise<number> {
  const [name = '', ...argv] = args;
  const options = readOptions(given);
  requireWriteMode(given.mode);
  const config = await loadConfig(process.env, given.config);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  const { stateFolder } = plumblinePaths(process.env, currentUser());
  const { kubeconfig, context, namespace, mode } = given;
  const cluster = openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    mode,
    terminal: headlessTerminal(),
    nodes: nodeSettings(config, given, process.env),
  });
  const incident = createIncident({ stateFolder, items: checklistItems, version, mode });
  try {
    await enterRecord(cluster, incident);
    const { stdout, stderr } = process;
    const tell = (text: string): void => void stderr.write(text);
    const { signal } = stopping;
    return await withNodePod({ cluster, config, mode, kubeconfig, stderr: tell, signal }, given, name, () =>
      runNodeExec({
        node: name,
        argv,
        sudo: options.sudo,
        deadline: options.timeout * 1000,
        nodes: cluster.nodes,
        recorder: incident.recorder,
        bytes: stdout.isTTY ? undefined : (bytes) => void stdout.write(bytes),
        stdout: (text) => stdout.write(text),
        stderr: tell,
        signal,
      }),
    );
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
    await incident.close();
    await cluster.close();
  }
}

function readOptions(given: unknown): z.infer<typeof optionsSchema> {
  const read = optionsSchema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new PlumblineError(`--${String(issue?.path[0] ?? 'option')} ${issue?.message ?? 'is wrong'}.`, {
    kind: 'usage',
    operation: 'run a program on a node',
    nextStep: "See 'plumbline node exec --help'.",
  });
}
