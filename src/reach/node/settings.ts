import type { TransportName } from '../ssh/choose-transport.ts';
import type { AddressKind } from '../ssh/node-address.ts';

/** How the operator wants nodes to be reached: the config file, and above it the command line. Survives a structured clone. */
export interface NodeSettings {
  readonly ssh: {
    readonly user: string | undefined;
    readonly address: AddressKind;
    readonly transport: TransportName | 'auto';
    /** Node name to `[user@]host[:port]`. */
    readonly hosts: Readonly<Record<string, string>>;
    /** A config file of ssh instead of the usual ones. */
    readonly configFile: string | undefined;
    /** Fingerprints of host keys that the operator named. */
    readonly accepted: readonly string[];
  };
  /** The operator's home folder and name on this machine. */
  readonly local: { readonly home: string; readonly name: string };
  /** Below it lies the folder for control sockets. */
  readonly runtimeFolder: string;
  /** Below it the nodes of each context are kept for when its API server does not answer. */
  readonly stateFolder: string;
  /** The nodes to work on, where the operator named them (--nodes). */
  readonly named: readonly string[] | undefined;
}
