import { readFile } from 'node:fs/promises';
import { openCluster } from '../cluster-worker/open-cluster.ts';
import type { GlobalOptions } from './program.ts';
import { runPolicyCommand } from './policy/run-policy-command.ts';

/** `plumbline policy NAME`: a question about declared policies, of a cluster or of files. Resolves to the exit code. */
export async function policy(
  name: string,
  args: readonly string[],
  options: GlobalOptions & Readonly<Record<string, unknown>>,
): Promise<number> {
  const { kubeconfig, context, namespace, mode } = options;
  return await runPolicyCommand(name, args, options, {
    openCluster: () =>
      openCluster({
        ...(kubeconfig === undefined ? {} : { kubeconfig }),
        ...(context === undefined ? {} : { context }),
        ...(namespace === undefined ? {} : { namespace }),
        mode,
      }),
    standardInput,
    readFile: (path) => readFile(path, 'utf8'),
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  });
}

async function standardInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString('utf8');
}
