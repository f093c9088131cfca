import type { CniSummary } from '../cni/summary.ts';
import type { ObjectDetail } from '../inventory/detail.ts';
import type { RowTypes, ViewKind, ViewQuery, ViewSnapshot } from '../inventory/views.ts';
import type { CaptureDesk } from './capture.ts';
import type { ClusterId } from './change.ts';
import type { CniDesk } from './cni.ts';
import type { ContextHealth, ContextRow } from './contexts.ts';
import type { Endpoint, ResolvedEndpoint } from './endpoint.ts';
import type { Intent } from './consent.ts';
import type { ErrorKind } from './errors.ts';
import type { Json } from './json.ts';
import type { NodeDesk } from './node.ts';
import type { PolicyDesk } from './policy.ts';
import type { Runner } from './runner.ts';
import type { Store } from './store.ts';
import type { LoginNeed } from './terminal.ts';
import type { Duration, Instant } from './time.ts';

/** How true a resource's rows are. `asOf` is when they were last known to be complete. */
export type Freshness =
  | { readonly state: 'waiting' }
  | { readonly state: 'catching-up'; readonly received: number; readonly asOf: Instant | undefined }
  | { readonly state: 'live'; readonly asOf: Instant }
  | { readonly state: 'denied'; readonly sentence: string }
  | { readonly state: 'stale'; readonly asOf: Instant | undefined; readonly sentence: string };

export type ResourceName =
  | 'nodes'
  | 'namespaces'
  | 'pods'
  | 'services'
  | 'endpointslices'
  | 'networkpolicies'
  | 'daemonsets'
  | 'deployments'
  | 'events'
  | 'configmaps';

/** One trouble with the connection, as it is shown: one sentence, the server's words, the next step. */
export interface ClusterProblem {
  readonly kind: ErrorKind;
  readonly sentence: string;
  readonly nextStep: string | undefined;
  readonly since: Instant;
}

export interface ClusterCounts {
  readonly nodes: number;
  readonly nodesNotReady: number;
  readonly pods: number;
  readonly podsNotReady: number;
  readonly services: number;
  readonly policies: number;
}

/** Everything the header needs; a new object with each change. */
export interface ClusterStatus {
  readonly phase: 'opening' | 'connecting' | 'connected' | 'failing';
  readonly context: string;
  readonly contexts: readonly string[];
  readonly server: string;
  readonly namespace: string;
  readonly kubeconfigPaths: readonly string[];
  readonly serverVersion: string | undefined;
  readonly clusterId: ClusterId | undefined;
  readonly problem: ClusterProblem | undefined;
  readonly resources: Readonly<Record<ResourceName, Freshness>>;
  readonly counts: ClusterCounts;
  readonly cni: CniSummary | undefined;
  /** A log-in that runs, or waits for the operator. */
  readonly login?: LoginNeed;
}

export interface ContextChoice {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
}

/** A live window onto rows; `set` moves it, `close` ends it. */
export interface View<Row> extends Store<ViewSnapshot<Row>> {
  set(query: Partial<Pick<ViewQuery, 'filter' | 'namespace' | 'node' | 'about' | 'sort' | 'offset' | 'limit'>>): void;
  close(): void;
}

export interface ContainerTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string;
  /** When given, a pod of that name with another uid is refused: it is not the pod that was meant. */
  readonly uid?: string;
}

export interface LogOptions {
  readonly container?: string;
  readonly follow: boolean;
  readonly tailLines?: number;
  readonly previous?: boolean;
  readonly signal?: AbortSignal;
}

export interface LogLine {
  readonly text: string;
  /** The server's own timestamp of the line. */
  readonly at: Instant | undefined;
  /** Not from the container but about the stream: 'reconnected after 3 s', 'the pod was deleted'. */
  readonly notice: boolean;
}

export interface AccessQuestion {
  readonly verb: string;
  readonly resource: string;
  readonly group?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Three states: asking can itself be forbidden or fail, and then nothing is known. */
export type AccessAnswer =
  | { readonly state: 'allowed' }
  | { readonly state: 'denied'; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string };

/** One small request to the API server, read whole. The worker's write gate weighs it as it weighs every other. */
export interface ApiCall {
  /** GET unless said otherwise. */
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the server's root, each segment percent-encoded: '/api/v1/namespaces/shop/pods'. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: Json;
  /** 'application/json' unless said otherwise; the patch types need their own. */
  readonly contentType?: string;
  /** The operation and the object in words, for an error's sentence: 'read the pod', 'pod shop/web-1'. */
  readonly operation: string;
  readonly object?: string;
  /** What the gate weighs; a mutating request without one counts as a change. */
  readonly intent?: Intent;
  /** It is given up after so long; 15 s unless said otherwise. */
  readonly patience?: Duration;
}

/** The cluster as the UI thread and the headless commands see it; everything behind it happens in the cluster worker. */
export interface Cluster {
  readonly status: Store<ClusterStatus>;
  view<Kind extends ViewKind>(query: ViewQuery<Kind>): View<RowTypes[Kind]>;
  /** What the endpoint stands for now; waits until the resources it needs are live, at most `patience`. */
  resolve(endpoint: Endpoint, patience?: Duration): Promise<ResolvedEndpoint>;
  /** Calls back now and with every change of what the endpoint stands for; the returned function ends that. */
  follow(endpoint: Endpoint, listener: (resolved: ResolvedEndpoint) => void): () => void;
  /** `ns/name` as the operator types it means a pod, else a workload, else a service of that name; throws a usage error that lists near names. */
  find(text: string, patience?: Duration): Promise<Endpoint>;
  detail(kind: 'pod' | 'node' | 'service', namespace: string, name: string): Promise<ObjectDetail>;
  runner(target: ContainerTarget): Runner;
  logs(target: ContainerTarget, options: LogOptions): AsyncIterable<LogLine>;
  review(question: AccessQuestion): Promise<AccessAnswer>;
  /** Sends one request and reads the whole answer. Rejects with a PlumblineError that carries the server's own words. */
  api(call: ApiCall): Promise<Json>;
  readonly policies: PolicyDesk;
  /** The nodes as places where programs run; works without the API server for nodes that are known. */
  readonly nodes: NodeDesk;
  readonly cni: CniDesk;
  readonly captures: CaptureDesk;
  /** The contexts of the kubeconfig, side by side. */
  contexts(): Promise<readonly ContextRow[]>;
  /** Whether a context's server answers; runs nothing that could ask the operator. Takes 5 s at most. */
  contextHealth(context: string): Promise<ContextHealth>;
  /** Lets a log-in have the operator's terminal (true), or gives up the one that runs. */
  logIn(terminal: boolean): Promise<void>;
  switchContext(context: string): Promise<void>;
  close(): Promise<void>;
}
