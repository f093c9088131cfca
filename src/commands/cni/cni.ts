import type { GlobalOptions } from '../program.ts';
import type { SshOptions } from '../ssh-options.ts';
import { withCluster } from '../with-cluster.ts';
import { runCni } from './run-cni.ts';

/** Options of `plumbline cni`. */
export interface CniOptions extends GlobalOptions, SshOptions {
  readonly output: 'text' | 'json';
  readonly node?: string;
}

/** `plumbline cni`. Resolves to the exit code; Ctrl-C prints what was found until then. */
export async function cni(options: CniOptions): Promise<number> {
  return await withCluster(options, (cluster, signal) =>
    runCni({
      cni: cluster.cni,
      node: options.node,
      output: options.output,
      stdout: (text) => void process.stdout.write(text),
      stderr: (text) => void process.stderr.write(text),
      signal,
    }),
  );
}
