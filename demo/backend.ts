import type { Readable, Writable } from 'node:stream';
import type { Fault } from './faults/types.ts';
import type { KubernetesObject, World } from './world/types.ts';

/** The objects that shape traffic, as they are now. Backends reconcile to it; calling twice with the same is harmless. */
export interface ClusterObjects {
  readonly pods: readonly KubernetesObject[];
  readonly namespaces: readonly KubernetesObject[];
  readonly services: readonly KubernetesObject[];
  readonly endpointSlices: readonly KubernetesObject[];
  readonly networkPolicies: readonly KubernetesObject[];
}

export interface ExecRequest {
  readonly pod: KubernetesObject;
  readonly container: string;
  readonly argv: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** How the container runtime answers when the program is not in the image. */
export type ExecStart =
  | { readonly started: true; readonly process: BackendProcess }
  | { readonly started: false; readonly message: string };

export interface BackendProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** 128+n for a signal, as a container runtime reports it. */
  readonly exitCode: Promise<number>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** Signals that reach a program on a node. */
export const nodeSignals = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGKILL'] as const;
export type NodeSignal = (typeof nodeSignals)[number];

/** A command line for the shell of a node, as an SSH server hands it on. */
export interface NodeCommand {
  readonly node: string;
  /** Undefined for a login shell. */
  readonly line: string | undefined;
  /** The client asked for a terminal. */
  readonly tty: boolean;
  /** What the client asked to be set. */
  readonly environment: Readonly<Record<string, string>>;
}

export type NodeProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals };

/** A command that runs on a node, with all that it started there. */
export interface NodeProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<NodeProcessEnd>;
  kill(signal: NodeSignal): void;
}

/** Runs what is exec'ed in the demo's pods and on its nodes. */
export interface Backend {
  readonly name: 'simulate' | 'lab';
  start(world: World, objects: ClusterObjects): Promise<void>;
  /** Called after every object change that can alter traffic; resolves when the wire is as the objects say. */
  sync(objects: ClusterObjects): Promise<void>;
  exec(request: ExecRequest): Promise<ExecStart>;
  /** Rejects with a sentence for a node that is not there. */
  execOnNode(command: NodeCommand): Promise<NodeProcess>;
  setFault(fault: Fault, on: boolean): Promise<void>;
  /** Ends every process and namespace; also called after a failed start. */
  stop(): Promise<void>;
}
