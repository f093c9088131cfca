import type { ApiCall } from '../../contracts/cluster.ts';
import type { Duration } from '../../contracts/time.ts';
import type { MakingRung, Via } from './decide.ts';
import type { PodFacts } from './pod-facts.ts';
import type { SecurityBasis } from './pod-security.ts';
import type { CopiedLabels } from './safe-labels.ts';
import type { KubectlContext } from '../kubectl-line.ts';

/** What a helper is made of, before its name is given. */
export interface HelperWish {
  readonly pod: PodFacts;
  readonly image: string;
  readonly via: Via;
  readonly security: SecurityBasis;
  /** It ends by itself after so long. */
  readonly lasts: Duration;
  /** 'anna@bastion-1 4711': who makes it, for whoever finds it. */
  readonly maker: string;
  /** Of a probe pod: the labels it shares with the pod. */
  readonly labels: CopiedLabels | undefined;
  readonly kubectl: KubectlContext;
}

/** A helper as it would be made: the request, the line that does the same, and what the operator is told before. */
export interface HelperPlan {
  readonly rung: MakingRung;
  readonly via: Via;
  readonly name: string;
  /** The pod that it stands for. */
  readonly namespace: string;
  readonly pod: string;
  readonly node: string | undefined;
  readonly image: string;
  readonly security: SecurityBasis;
  readonly lasts: Duration;
  readonly request: ApiCall;
  readonly commandLine: string;
  /** What is made, of what, for how long, what stays: a sentence each. */
  readonly told: readonly string[];
}

/** '15 min', '90 s'. */
export function lastsText(lasts: Duration): string {
  const seconds = Math.round(lasts / 1000);
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
