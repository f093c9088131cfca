import type { AccessAnswer, AccessQuestion } from '../../contracts/cluster.ts';
import type { Mode } from '../../contracts/consent.ts';
import type { ImageProposal } from '../../reach/ladder/images.ts';

/** What `plumbline doctor` found; its JSON form is this document. */
export interface DoctorReport {
  readonly apiVersion: 'plumbline/v1';
  readonly kind: 'DoctorReport';
  readonly versions: VersionFacts;
  readonly paths: readonly PathFact[];
  readonly terminal: TerminalFacts;
  readonly cluster: ClusterFacts;
  /** What helpers are made of, where a pod has no program for a probe. */
  readonly reach: ReachFacts;
  readonly programs: readonly ProgramFact[];
  readonly lab: LabFacts;
  /** What is wrong or lacking, as sentences, the gravest first; empty when all is well. */
  readonly missing: readonly string[];
}

/** The image of helpers: the one that is set, or those that would be proposed. */
export interface ReachFacts {
  readonly image: string | undefined;
  readonly lastsSeconds: number;
  readonly proposals: readonly ImageProposal[];
  /** What of the ladder may be made in the namespace, whatever the mode; empty where the cluster does not answer. */
  readonly rungs: readonly RungFact[];
}

/** Whether a kind of helper may be made, by what is vital to it. */
export interface RungFact {
  readonly rung: 'debug container' | 'probe pod' | 'debug pod on a node';
  /** Where: the namespace of the context; kube-system for what is made on a node. */
  readonly namespace: string;
  readonly state: AccessAnswer['state'];
  /** What is not allowed, or not known to be: 'patch pods/ephemeralcontainers'. */
  readonly lacking: readonly string[];
}

interface VersionFacts {
  readonly plumbline: string;
  readonly node: string;
  readonly nodePath: string;
  /** 'linux x64'. */
  readonly platform: string;
  readonly mode: Mode;
}

export interface PathFact {
  readonly name: 'config' | 'state' | 'runtime' | 'cache' | 'kubeconfig';
  readonly path: string;
  readonly state: 'used' | 'absent' | 'unusable';
  /** Why it is unusable, or what its absence means. */
  readonly remark: string | undefined;
}

export interface TerminalFacts {
  readonly isTerminal: boolean;
  readonly term: string;
  readonly colourTerm: string | undefined;
  readonly size: { readonly columns: number; readonly rows: number } | undefined;
  readonly locale: string | undefined;
  readonly utf8: boolean;
  /** 'tmux 3.3a', 'screen', or undefined outside of both. */
  readonly multiplexer: string | undefined;
  readonly noColour: boolean;
  readonly glyphs: string;
  readonly theme: string;
}

export interface ClusterFacts {
  readonly context: string;
  readonly server: string;
  /** The way to the server: 'none', 'http://proxy:3128 (HTTPS_PROXY)'; without credentials. */
  readonly proxy: string;
  readonly namespace: string;
  readonly reachable: boolean;
  /** The sentence, when there is trouble; with the next step. */
  readonly problem: string | undefined;
  readonly nextStep: string | undefined;
  readonly serverVersion: string | undefined;
  readonly clusterId: string | undefined;
  readonly access: readonly AccessFact[];
}

export interface AccessFact {
  readonly question: AccessQuestion;
  /** What it is good for: 'show pods'. */
  readonly purpose: string;
  readonly answer: AccessAnswer;
  /** Nothing works without it. */
  readonly vital: boolean;
}

interface ProgramFact {
  readonly program: string;
  readonly path: string | undefined;
  readonly purpose: string;
}

interface LabFacts {
  readonly possible: boolean;
  readonly remark: string;
}
