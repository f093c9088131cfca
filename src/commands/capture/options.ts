import type { Protocol } from '../../contracts/endpoint.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { GlobalOptions } from '../program.ts';
import type { SshOptions } from '../ssh-options.ts';

/** Options of `plumbline capture`. */
export interface CaptureOptions extends GlobalOptions, SshOptions {
  readonly from?: string;
  readonly to?: string;
  readonly protocol: Protocol;
  readonly pod: readonly string[];
  readonly node: readonly string[];
  readonly device: string;
  readonly filter?: string;
  readonly seconds: number;
  readonly packets: number;
  readonly whole?: boolean;
  readonly write?: string;
  readonly force?: boolean;
  readonly output: 'text' | 'json';
}

/** Throws a usage error for options that do not go together. */
export function checkCaptureOptions({ from, to, pod, node, write, output }: CaptureOptions): void {
  if ((from === undefined) !== (to === undefined)) throw usage('A link has two ends: give both --from and --to.');
  if (from === undefined && pod.length === 0 && node.length === 0)
    throw usage('Nothing says where to capture: give --from and --to, --pod or --node.');
  if (from !== undefined && pod.length + node.length > 0)
    throw usage('--from and --to say where to capture: leave out --pod and --node.');
  if (write === '-' && output === 'json') throw usage('-w - takes stdout for packets: leave out -o json.');
  for (const name of pod) if (!/^[^/\s]+\/[^/\s]+$/.test(name)) throw usage(`--pod '${name}' is no namespace/name.`);
}

function usage(sentence: string): PlumblineError {
  return new PlumblineError(sentence, {
    kind: 'usage',
    operation: 'read the command line',
    nextStep: 'See plumbline capture --help.',
  });
}
