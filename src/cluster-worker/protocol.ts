import type {
  AccessAnswer,
  AccessQuestion,
  ApiCall,
  ClusterStatus,
  ContainerTarget,
  ContextChoice,
  LogLine,
  LogOptions,
} from '../contracts/cluster.ts';
import type { CniNodeDetail } from '../contracts/cni.ts';
import type { CapturePart, CaptureRequest, CaptureState } from '../contracts/capture.ts';
import type { ContextHealth, ContextRow } from '../contracts/contexts.ts';
import type { Mode } from '../contracts/consent.ts';
import type { Endpoint, ResolvedEndpoint } from '../contracts/endpoint.ts';
import type { ErrorFacts } from '../contracts/errors.ts';
import type { Json } from '../contracts/json.ts';
import type {
  DeclaredLink,
  Explanation,
  LinkQuestion,
  Matrix,
  MatrixQuery,
  PolicyDetail,
  PolicyFindings,
  PolicyOnPod,
} from '../contracts/policy.ts';
import type { KnownNodes, NodeWant, NodeWay, OfferedHostKey } from '../contracts/node.ts';
import type { RunLine, RunOptions, RunResult } from '../contracts/runner.ts';
import type { TerminalAccess, TerminalNeed, TerminalOutcome } from '../contracts/terminal.ts';
import type { Duration } from '../contracts/time.ts';
import type { ObjectDetail } from '../inventory/detail.ts';
import type { ViewQuery, ViewSnapshot } from '../inventory/views.ts';
import type { PolicyReference } from '../policy/model/policy.ts';
import type { PolicySnapshot } from '../policy/model/snapshot.ts';
import type { NodeSettings } from '../reach/node/settings.ts';
import type { ByHand } from '../reach/node/way.ts';
import type { CniChange } from './told-cni.ts';

/*
 * What the UI thread and the cluster worker say to each other. Everything survives a structured clone. Ids are given
 * by the side that asks.
 */

/** What starts the worker: its `workerData`. */
export interface WorkerStart {
  readonly choice: ContextChoice;
  readonly mode: Mode;
  readonly userAgent: string;
  /** How the operator's terminal can be had. */
  readonly terminal: TerminalAccess;
  /** How nodes are reached; left out for what reaches none. */
  readonly nodes?: NodeSettings;
}

/** Questions with one answer. */
export interface Calls {
  resolve: {
    readonly ask: { readonly endpoint: Endpoint; readonly patience: Duration };
    readonly answer: ResolvedEndpoint;
  };
  find: { readonly ask: { readonly text: string; readonly patience: Duration }; readonly answer: Endpoint };
  detail: {
    readonly ask: {
      readonly kind: 'pod' | 'node' | 'service';
      readonly namespace: string;
      readonly name: string;
    };
    readonly answer: ObjectDetail;
  };
  review: { readonly ask: AccessQuestion; readonly answer: AccessAnswer };
  api: { readonly ask: ApiCall; readonly answer: Json };
  nodeWay: { readonly ask: NodeTarget; readonly answer: NodeWay };
  capturePropose: {
    readonly ask: { readonly link: NonNullable<CaptureRequest['link']> };
    readonly answer: CaptureRequest;
  };
  /** Captures are known by numbers of the asker's. */
  captureStart: {
    readonly ask: { readonly capture: number; readonly request: CaptureRequest };
    readonly answer: CaptureState;
  };
  captureStop: { readonly ask: { readonly capture: number }; readonly answer: null };
  captureSave: {
    readonly ask: { readonly capture: number; readonly part: CapturePart; readonly file: string };
    readonly answer: null;
  };
  captureRead: {
    readonly ask: { readonly capture: number; readonly part: CapturePart; readonly offset: number };
    readonly answer: { readonly bytes: Uint8Array; readonly ended: boolean };
  };
  captureClose: { readonly ask: { readonly capture: number }; readonly answer: null };
  policySnapshot: { readonly ask: { readonly patience: Duration }; readonly answer: PolicySnapshot };
  /** Resolves when every node has answered or its time is over. */
  cniRefresh: { readonly ask: null; readonly answer: null };
  cniDetail: { readonly ask: { readonly node: string }; readonly answer: CniNodeDetail | null };
  contexts: { readonly ask: null; readonly answer: readonly ContextRow[] };
  contextHealth: { readonly ask: { readonly context: string }; readonly answer: ContextHealth };
  /** What the operator says to a log-in: it may have the terminal, or it shall be given up. */
  login: { readonly ask: { readonly terminal: boolean }; readonly answer: null };
  policyExplain: {
    readonly ask: { readonly link: LinkQuestion; readonly changes: boolean };
    readonly answer: Explanation;
  };
  policyFindings: { readonly ask: null; readonly answer: PolicyFindings };
  policyMatrix: { readonly ask: MatrixQuery; readonly answer: Matrix };
  policyOpen: {
    readonly ask: { readonly policy: PolicyReference; readonly path: readonly (string | number)[] };
    readonly answer: PolicyDetail;
  };
  policiesOnPod: {
    readonly ask: { readonly namespace: string; readonly name: string };
    readonly answer: readonly PolicyOnPod[];
  };
  switchContext: { readonly ask: { readonly context: string }; readonly answer: null };
  close: { readonly ask: null; readonly answer: null };
}

export type CallName = keyof Calls;

/** One call as it travels; `name` and `ask` belong together. */
export type CallMessage = {
  [Name in CallName]: {
    readonly type: 'call';
    readonly id: number;
    readonly name: Name;
    readonly ask: Calls[Name]['ask'];
  };
}[CallName];

/** The part of RunOptions that can travel; the abort signal becomes a 'stop'. */
export type RunRequest = Omit<RunOptions, 'signal'>;
export type LogRequest = Omit<LogOptions, 'signal'>;

/** A node as it is wanted. */
export interface NodeTarget {
  readonly node: string;
  readonly want: NodeWant;
}

/** Where a program runs. */
export type RunTarget = ContainerTarget | NodeTarget;

export type ToWorker =
  | CallMessage
  | { readonly type: 'view'; readonly id: number; readonly query: ViewQuery }
  | { readonly type: 'view-close'; readonly id: number }
  | { readonly type: 'follow'; readonly id: number; readonly endpoint: Endpoint }
  | { readonly type: 'follow-end'; readonly id: number }
  | { readonly type: 'declare'; readonly id: number; readonly link: LinkQuestion }
  | { readonly type: 'declare-end'; readonly id: number }
  | {
      readonly type: 'run';
      readonly id: number;
      readonly target: RunTarget;
      readonly argv: readonly string[];
      readonly options: RunRequest;
    }
  | { readonly type: 'logs'; readonly id: number; readonly target: ContainerTarget; readonly options: LogRequest }
  /** The reader has taken so many more log lines. */
  | { readonly type: 'logs-taken'; readonly id: number; readonly lines: number }
  /** Whether somebody watches the CNI. */
  | { readonly type: 'cni-watch'; readonly on: boolean }
  | { readonly type: 'stop'; readonly id: number }
  /** The nodes are told from now on. */
  | { readonly type: 'want-nodes' }
  /** The operator trusts this host key. */
  | { readonly type: 'trust-key'; readonly fingerprint: string }
  /** A debug pod that was made for a node. */
  | { readonly type: 'adopt-pod'; readonly node: string; readonly pod: ContainerTarget }
  /** What came of the terminal that the worker asked for. */
  | { readonly type: 'terminal-outcome'; readonly id: number; readonly outcome: TerminalOutcome };

/** A view as it is now. Without rows they are as told last: where a cluster is busy, rows in view change seldom. */
export type ViewAnswer = Omit<ViewSnapshot<unknown>, 'rows'> & Partial<Pick<ViewSnapshot<unknown>, 'rows'>>;

export type FromWorker =
  | {
      readonly type: 'status';
      readonly status: Omit<ClusterStatus, 'cni'>;
      /** Left out when the CNI is as told last: of thousands of nodes that would be most of the message. */
      readonly cni?: { readonly now: ClusterStatus['cni'] };
    }
  | { readonly type: 'view'; readonly id: number; readonly snapshot: ViewAnswer }
  | { readonly type: 'cni-state'; readonly change: CniChange }
  | { readonly type: 'followed'; readonly id: number; readonly resolved: ResolvedEndpoint }
  | { readonly type: 'declared'; readonly id: number; readonly declared: DeclaredLink }
  | { readonly type: 'answer'; readonly id: number; readonly value: Calls[CallName]['answer'] }
  | { readonly type: 'failure'; readonly id: number; readonly error: TravellingError }
  | {
      readonly type: 'run-lines';
      readonly id: number;
      readonly stream: 'stdout' | 'stderr';
      readonly lines: readonly RunLine[];
    }
  | { readonly type: 'run-end'; readonly id: number; readonly result: RunResult }
  /** The way to a node, whenever one was chosen. */
  | {
      readonly type: 'node-way';
      readonly node: string;
      readonly want: NodeWant;
      readonly way: NodeWay;
      readonly byHand: ByHand;
    }
  | { readonly type: 'capture-state'; readonly capture: number; readonly state: CaptureState }
  | { readonly type: 'known-nodes'; readonly known: KnownNodes }
  /** A host key was offered that nobody knows. */
  | { readonly type: 'host-key'; readonly key: OfferedHostKey }
  | { readonly type: 'log-lines'; readonly id: number; readonly lines: readonly LogLine[] }
  | { readonly type: 'log-end'; readonly id: number; readonly error: TravellingError | undefined }
  /** The worker asks for the operator's terminal, and later perhaps wants it no more. */
  | { readonly type: 'terminal'; readonly id: number; readonly need: TerminalNeed }
  | { readonly type: 'terminal-unwanted'; readonly id: number };

/** A PlumblineError taken apart; its cause stays behind, its words do not. */
export interface TravellingError {
  readonly message: string;
  readonly facts: Omit<ErrorFacts, 'cause'>;
}
