import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Direction, PolicyReference } from '../model/policy.ts';

/** One thing that could be changed to open a side of a flow. */
export interface Edit {
  readonly direction: Direction;
  readonly kind: 'widen-port' | 'add-peer' | 'add-rule' | 'add-policy' | 'add-label' | 'change-label';
  /** What to do, as a sentence: 'Add TCP 8080 to ingress rule 1 of NetworkPolicy shop/api.' */
  readonly words: string;
  /** The object as it should become, or the part of it that changes, to apply with kubectl. */
  readonly yaml: string;
  /** The policy that it edits or creates, if it does. */
  readonly policy?: PolicyReference;
  readonly change: Change;
}

/** What an edit makes of a snapshot. Policies change by objects; labels of pods and namespaces by who has them. */
export type Change =
  | { readonly of: 'policies'; readonly apply: (snapshot: PolicySnapshot) => PolicySnapshot }
  | {
      readonly of: 'labels';
      readonly owner: 'pod' | 'namespace';
      readonly key: string;
      readonly value: string;
      /** The workload's pods, or the namespace's. */
      readonly holds: (pod: PolicySnapshot['pods'][number]) => boolean;
    };

/** The snapshot after an edit. */
export function applyEdit(snapshot: PolicySnapshot, { change }: Edit): PolicySnapshot {
  if (change.of === 'policies') return change.apply(snapshot);
  const pods = snapshot.pods.map((pod) => (change.holds(pod) ? relabelled(pod, change) : pod));
  if (change.owner === 'pod') return { ...snapshot, pods };
  const renamed = new Set(snapshot.pods.filter(change.holds).map(({ namespace }) => namespace));
  const namespaces = [...snapshot.namespaces].map(
    ([name, labels]) => [name, renamed.has(name) ? { ...labels, [change.key]: change.value } : labels] as const,
  );
  return { ...snapshot, pods, namespaces: new Map(namespaces) };
}

/** A pod with the label that an edit gives it or its namespace. */
export function relabelled<P extends PolicySnapshot['pods'][number]>(
  pod: P,
  { owner, key, value }: Extract<Change, { of: 'labels' }>,
): P {
  return owner === 'pod'
    ? { ...pod, labels: { ...pod.labels, [key]: value } }
    : { ...pod, namespaceLabels: { ...pod.namespaceLabels, [key]: value } };
}
