import type { ClusterProblem, Freshness } from '../contracts/cluster.ts';
import { type ErrorKind, PlumblineError } from '../contracts/errors.ts';
import type { Duration } from '../contracts/time.ts';
import { isSettled } from './view-needs.ts';

/**
 * Why nothing can be said about what needs pods to be known; undefined when they were read. `wanted` is what was looked up,
 * `problem` what stands in the way of knowing the cluster, and `patience` how long the pods were waited for.
 */
export function whyUnknown(
  wanted: string,
  pods: Freshness,
  problem: ClusterProblem | undefined,
  patience: Duration,
): PlumblineError | undefined {
  const unknown = (kind: ErrorKind, sentence: string, nextStep: string | undefined) =>
    new PlumblineError(kind === 'configuration' ? sentence : `${wanted} could not be looked up: ${sentence}`, {
      kind,
      operation: 'find an endpoint',
      object: wanted,
      ...(nextStep === undefined ? {} : { nextStep }),
    });
  if (pods.state === 'denied') {
    return unknown(
      'forbidden',
      pods.sentence,
      'Ask for list and watch on pods there; `plumbline rbac` prints the Role, `kubectl auth can-i --list` what you have.',
    );
  }
  if (isSettled(pods)) return undefined;
  if (problem !== undefined) return unknown(problem.kind, problem.sentence, problem.nextStep);
  return unknown(
    'unreachable',
    `the cluster did not list its pods within ${patience / 1000} s.`,
    'The API server may be slow or overloaded: try again.',
  );
}
