import { asRecord, asText } from '../world/fields.ts';
import type { KubernetesObject } from '../world/types.ts';
import { type Attributes, allowedBy, type PolicyRule, rulesIn } from './access/authorize.ts';
import type { User } from './access/users.ts';
import type { ObjectStore } from './store.ts';
import { badRequest } from './wire/status.ts';

/** Who asks, and what the answer follows from. */
export interface ReviewContext {
  readonly store: ObjectStore;
  readonly user: User;
  /** The user whom a token belongs to. */
  readonly userOf: (token: string) => User | undefined;
}

/** What a SelfSubjectAccessReview asks for. Throws 400 when it asks for nothing. */
function asked(spec: Readonly<Record<string, unknown>>): Attributes {
  const text = (value: unknown): string => asText(value) ?? '';
  if (spec['resourceAttributes'] !== undefined) {
    const { verb, group, resource, subresource, namespace, name } = asRecord(spec['resourceAttributes']);
    return {
      verb: text(verb),
      group: text(group),
      resource: text(resource),
      subresource: text(subresource),
      namespace: text(namespace),
      name: text(name),
    };
  }
  if (spec['nonResourceAttributes'] === undefined) {
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
  }
  const { path, verb } = asRecord(spec['nonResourceAttributes']);
  return { verb: text(verb), path: text(path) };
}

const resourceRule = ({ verbs, apiGroups, resources, resourceNames }: PolicyRule) => ({
  verbs,
  apiGroups,
  resources,
  ...(resourceNames.length === 0 ? {} : { resourceNames }),
});

/** Answers the reviews that ask who one is and what one may, from the same rules that requests are checked by. */
export function answerReview(review: KubernetesObject, { store, user, userOf }: ReviewContext): KubernetesObject {
  const spec = asRecord(review['spec']);
  switch (review.kind) {
    case 'SelfSubjectAccessReview': {
      const reason = allowedBy(store, user, asked(spec));
      return { ...review, status: reason === undefined ? { allowed: false } : { allowed: true, reason } };
    }
    case 'SelfSubjectRulesReview': {
      const rules = rulesIn(store, user, asText(spec['namespace']) ?? '');
      const resourceRules = rules.filter(({ resources }) => resources.length > 0).map(resourceRule);
      const nonResourceRules = rules
        .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
      return { ...review, status: { resourceRules, nonResourceRules, incomplete: false } };
    }
    case 'SelfSubjectReview':
      return { ...review, status: { userInfo: user } };
    default: {
      const found = userOf(asText(spec['token']) ?? '');
      if (found !== undefined) return { ...review, status: { authenticated: true, user: found } };
      return { ...review, status: { user: {}, error: 'invalid bearer token' } };
    }
  }
}
