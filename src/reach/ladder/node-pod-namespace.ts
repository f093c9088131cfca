import type { AccessAnswer } from '../../contracts/cluster.ts';
import { enforcedLevel } from './pod-security.ts';

/** A namespace in which a node's debug pod could be made, as it is. */
export interface CandidateNamespace {
  readonly name: string;
  /** Undefined where they cannot be read. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly access: { readonly create: AccessAnswer; readonly delete: AccessAnswer; readonly exec: AccessAnswer };
}

/** A namespace that will do, and why it should. */
export interface ChosenNamespace {
  readonly name: string;
  /** 'it enforces privileged', a clause. */
  readonly basis: string;
}

/** Most clusters exempt it from Pod Security, and keep their own node pods there. */
export const systemNamespace = 'kube-system';

/**
 * The namespaces to try in this order: the operator's own (the first given) where it says that it admits pods with the
 * node's network, then kube-system, then others that say so, then those that say nothing, where the cluster's own default
 * decides. Those that will not do come back with why. Pure.
 */
export function chooseNamespaces(candidates: readonly CandidateNamespace[]): {
  readonly chosen: readonly ChosenNamespace[];
  readonly refused: readonly string[];
} {
  const judged = candidates.map((candidate) => ({ candidate, why: refusal(candidate) }));
  const rank = (candidate: CandidateNamespace): number => {
    const admits = enforcedLevel(candidate.labels) === 'privileged';
    if (admits && candidate === candidates[0]) return 0;
    return candidate.name === systemNamespace ? 1 : admits ? 2 : 3;
  };
  return {
    chosen: judged
      .filter(({ why }) => why === undefined)
      .map(({ candidate }) => candidate)
      .toSorted((a, b) => rank(a) - rank(b))
      .map(({ name, labels }) => ({ name, basis: basisOf(labels) })),
    refused: judged.flatMap(({ candidate, why }) => (why === undefined ? [] : [`namespace ${candidate.name}: ${why}`])),
  };
}

function refusal({ labels, access }: CandidateNamespace): string | undefined {
  const level = enforcedLevel(labels);
  if (level !== undefined && level !== 'privileged') {
    return `it enforces ${level}, which admits no pod with the node's network`;
  }
  for (const answer of [access.create, access.delete, access.exec]) {
    if (answer.state === 'denied') return answer.reason.replace(/\.$/, '');
  }
  return undefined;
}

function basisOf(labels: CandidateNamespace['labels']): string {
  if (labels === undefined) return 'its labels cannot be read';
  const level = enforcedLevel(labels);
  return level === undefined ? 'it enforces no Pod Security level of its own' : `it enforces ${level}`;
}
