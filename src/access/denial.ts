import type { AccessAnswer, AccessQuestion } from '../contracts/cluster.ts';
import { listWords } from '../text/words.ts';
import type { ActionNeed } from './action-needs.ts';
import { ruleFor } from './rules.ts';

/** Why an action is not allowed, and what would allow it. */
export interface Denial {
  /** 'You may not run programs in pods of namespace shop: create pods/exec is not allowed.' */
  readonly sentence: string;
  /** A Role or ClusterRole with the missing rules and nothing else, for kubectl apply. */
  readonly yaml: string;
  /** The action that may be tried all the same, for there may be a way that no rule of the API server's decides. */
  readonly anyway?: string;
}

/** An answer to one question. */
export type Answered = (question: AccessQuestion) => AccessAnswer;

/**
 * Whether an action's needs are denied; undefined when they are allowed or nothing is known. The YAML grants the first
 * alternative, which reaches most. Pure.
 */
export function denialOf(needs: readonly ActionNeed[], answered: Answered): Denial | undefined {
  for (const { what, alternatives } of needs) {
    const refused = alternatives.map((questions) => questions.filter((one) => answered(one).state === 'denied'));
    if (refused.some((questions) => questions.length === 0)) continue;
    const [missing = []] = refused;
    const [first] = missing;
    if (first === undefined) continue;
    const answer = answered(first);
    const reason = answer.state === 'denied' && /rbac|webhook|polic/i.test(answer.reason) ? ` ${answer.reason}` : '';
    const words = listWords(missing.map(questionWords));
    const others = alternatives.length > 1 ? ', nor is any other way' : '';
    return { sentence: `You may not ${what}: ${words} is not allowed${others}.${reason}`, yaml: missingRole(missing) };
  }
  return undefined;
}

/** 'get and create pods/exec'. */
function questionWords({ verb, resource, subresource }: AccessQuestion): string {
  const verbs = subresource === 'exec' ? 'get and create' : verb;
  return `${verbs} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** Written by hand: the screen does not load a YAML library for it. Names are quoted, for one may look like a number. */
function missingRole(missing: readonly AccessQuestion[]): string {
  const namespace = missing[0]?.namespace;
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const name = `plumbline-${missing[0]?.subresource ?? missing[0]?.resource ?? 'access'}`;
  const list = (words: readonly string[]): string => `[${words.map((word) => (word === '' ? '""' : word)).join(', ')}]`;
  const rules = missing
    .map(ruleFor)
    .map(
      ({ apiGroups, resources, verbs }) =>
        `  - apiGroups: ${list(apiGroups)}\n    resources: ${list(resources)}\n    verbs: ${list(verbs)}\n`,
    );
  const within = namespace === undefined ? '' : ` -n ${namespace}`;
  return [
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`,
    namespace === undefined ? '' : `  namespace: ${JSON.stringify(namespace)}\n`,
    `rules:\n${rules.join('')}`,
    `# then: kubectl create ${kind.toLowerCase()}binding ${name}${within} --${kind.toLowerCase()}=${name} --user=WHO\n`,
  ].join('');
}
