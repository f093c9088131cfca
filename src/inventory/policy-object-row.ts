import { isSameReference, referenceOf } from '../policy/reference.ts';
import { compileProgram } from '../policy/compile-program.ts';
import { evaluateCondition } from '../policy/evaluate/condition.ts';
import { enforcementOf } from '../policy/live/enforcement.ts';
import { isGoverningKind } from '../policy/live/policy-kinds.ts';
import { policyObjectOf } from '../policy/live/policy-object.ts';
import { podParty } from '../policy/live/pod-party.ts';
import type { Condition } from '../policy/model/condition.ts';
import type { PolicySnapshot } from '../policy/model/snapshot.ts';
import { describeCompiled, type DirectionWords } from '../policy/words/describe-compiled.ts';
import { type Inventory, isFinished } from './inventory.ts';
import type { Labels, PolicyObjectRecord } from './records.ts';
import type { PolicyDirection, PolicyRow } from './views.ts';

/** Counting what a cluster-wide policy selects asks every pod; beyond this many it is left open. */
const mostCounted = 20_000;

interface Compiled {
  readonly version: number;
  readonly words: Pick<PolicyRow, 'selects' | 'ingress' | 'egress' | 'notUnderstood'>;
  readonly subjects: readonly Condition[];
}

const compiled = new WeakMap<PolicyObjectRecord, Compiled>();

/** Whether an object governs pods by itself; others are what policies refer to. */
export function isPolicyObject({ apiVersion, objectKind }: PolicyObjectRecord): boolean {
  return isGoverningKind(apiVersion, objectKind);
}

/** The row of a policy of another dialect than NetworkPolicy. */
export function policyObjectRow(record: PolicyObjectRecord, inventory: Inventory): PolicyRow {
  const { namespace, objectKind } = record;
  const { words, subjects } = compiledOf(record, inventory);
  return {
    kind: 'policy',
    record,
    reference: referenceOf({ ...record, kind: objectKind }),
    podsSelected: countSelected(subjects, namespace, inventory),
    ...words,
  };
}

function compiledOf(record: PolicyObjectRecord, inventory: Inventory): Compiled {
  const known = compiled.get(record);
  // What a policy means hangs on the sets and tiers that it refers to.
  const { version } = inventory.policyobjects;
  if (known?.version === version) return known;
  const own = referenceOf({ ...record, kind: record.objectKind });
  const { tiers } = compileProgram(snapshotWith(record, inventory));
  const parts = tiers.flatMap((tier) =>
    tier.policies
      .filter(({ reference }) => isSameReference(reference, own))
      .map((policy) => ({ policy, words: describeCompiled(policy, tier) })),
  );
  const [first] = parts;
  const made: Compiled = {
    version,
    subjects: parts.map(({ policy }) => policy.subject),
    words:
      first === undefined
        ? {
            selects: 'nothing that is known',
            ingress: notGoverned,
            egress: notGoverned,
            notUnderstood: notRead(record),
          }
        : {
            selects: [...new Set(parts.map(({ words }) => words.selects))].join(', or '),
            ingress: directionOf(parts.map(({ words }) => words.ingress)),
            egress: directionOf(parts.map(({ words }) => words.egress)),
            notUnderstood: parts.flatMap(({ words }) => words.notUnderstood),
          },
  };
  compiled.set(record, made);
  return made;
}

const notGoverned: PolicyDirection = { effect: 'not-governed', rules: [] };

function notRead({ objectKind }: PolicyObjectRecord): readonly string[] {
  return objectKind.startsWith('Staged') ? [] : [`Nothing of this ${objectKind} was understood.`];
}

/** The parts of a policy with several specs are taken together: what one governs, the whole governs. */
function directionOf(parts: readonly DirectionWords[]): PolicyDirection {
  const governing = parts.filter(({ effect }) => effect !== 'not-governed');
  const [first] = governing;
  if (first === undefined) return notGoverned;
  const same = governing.every(({ effect }) => effect === first.effect);
  const effect = same ? first.effect : 'by-rules';
  const plain = effect === 'deny-all' || effect === 'allow-all';
  return {
    effect,
    rules: plain
      ? []
      : governing.flatMap(({ rules }) =>
          rules.map(({ action, words }) => (effect === 'allow-some' ? words : `${action} ${words}`)),
        ),
  };
}

/** Everything but pods and nodes: words hang on neither. */
function snapshotWith(record: PolicyObjectRecord, inventory: Inventory): PolicySnapshot {
  const others = [...inventory.policyobjects.values()].filter((one) => one === record || !isPolicyObject(one));
  return {
    pods: [],
    nodes: [],
    namespaces: new Map(
      Array.from(inventory.namespaces.values(), ({ name, labels }): [string, Labels] => [name, labels]),
    ),
    services: [],
    objects: others.map(policyObjectOf),
    enforcement: { ...enforcementOf(undefined), dialects: undefined },
    missing: [],
  };
}

function countSelected(subjects: readonly Condition[], namespace: string, inventory: Inventory): number | undefined {
  if (namespace === '' && inventory.pods.size > mostCounted) return undefined;
  const pods = namespace === '' ? inventory.pods.values() : inventory.pods.inNamespace(namespace);
  let count = 0;
  for (const pod of pods) {
    if (isFinished(pod)) continue;
    const party = podParty(pod, inventory.namespaces.byName('', pod.namespace)?.labels, undefined);
    const context = { other: party, nodeLabels: (node: string) => inventory.nodes.byName('', node)?.labels };
    if (subjects.some((subject) => evaluateCondition(subject, party, context) === 'yes')) count += 1;
  }
  return count;
}
