import { parseArgs } from 'node:util';
import { type CniName, cniNames } from '../world/types.ts';
import type { BackendChoice } from './choose-backend.ts';

export interface ServerOptions {
  readonly backend: BackendChoice;
  readonly cni: CniName;
  readonly faults: readonly string[];
  /** Where the kubeconfig is written instead of the demo's own folder. */
  readonly kubeconfig: string | undefined;
}

const choices: readonly BackendChoice[] = ['auto', 'simulate', 'lab'];

/** Reads the server's arguments. Throws for anything else than what the client passes. */
export function parseServerOptions(args: readonly string[]): ServerOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string', default: 'auto' },
      fault: { type: 'string', multiple: true, default: [] },
      kubeconfig: { type: 'string' },
      cni: { type: 'string', default: 'flannel' },
    },
  });
  const backend = choices.find((choice) => choice === values.backend);
  if (backend === undefined) throw new Error(`There is no backend ${values.backend}; there are ${choices.join(', ')}.`);
  const cni = cniNames.find((name) => name === values.cni);
  if (cni === undefined) throw new Error(`There is no CNI ${values.cni}; there are ${cniNames.join(', ')}.`);
  return { backend, cni, faults: values.fault, kubeconfig: values.kubeconfig };
}
