import * as z from 'zod';
import { PlumblineError } from '../contracts/errors.ts';
import { type NodePodOptions, withNodePod } from './node/node-pod.ts';
import { requireWriteMode, runNodeExec } from './node/run-node-exec.ts';
import type { GlobalOptions } from './program.ts';
import type { SshOptions } from './ssh-options.ts';
import { withCluster } from './with-cluster.ts';
import { withRecord } from './with-record.ts';

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
  return await withCluster(given, (cluster, signal, config) =>
    withRecord(cluster, given.mode, (recorder) => {
      const { stdout, stderr } = process;
      const tell = (text: string): void => void stderr.write(text);
      const { mode, kubeconfig } = given;
      return withNodePod({ cluster, config, mode, kubeconfig, stderr: tell, signal }, given, name, () =>
        runNodeExec({
          node: name,
          argv,
          sudo: options.sudo,
          deadline: options.timeout * 1000,
          nodes: cluster.nodes,
          recorder,
          bytes: stdout.isTTY ? undefined : (bytes) => void stdout.write(bytes),
          stdout: (text) => stdout.write(text),
          stderr: tell,
          signal,
        }),
      );
    }),
  );
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
