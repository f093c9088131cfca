import type { KubernetesObject } from '../world/types.ts';
import { isRecord } from './wire/is-record.ts';
import { badRequest } from './wire/status.ts';

const user = {
  username: 'plumbline-demo',
  uid: 'plumbline-demo',
  groups: ['system:masters', 'system:authenticated'],
};

const everything = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
const everyPath = [{ verbs: ['*'], nonResourceURLs: ['*'] }];

/**
 * Answers the reviews that ask who one is and what one may: the demo's only user may do everything.
 * `knownToken` tells whether a token is the demo's own.
 */
export function answerReview(review: KubernetesObject, knownToken: (token: string) => boolean): KubernetesObject {
  const spec = isRecord(review['spec']) ? review['spec'] : {};
  switch (review.kind) {
    case 'SelfSubjectAccessReview':
      if (spec['resourceAttributes'] === undefined && spec['nonResourceAttributes'] === undefined) {
        throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
      }
      return { ...review, status: { allowed: true, reason: 'RBAC: allowed by ClusterRoleBinding "cluster-admin"' } };
    case 'SelfSubjectRulesReview':
      return { ...review, status: { resourceRules: everything, nonResourceRules: everyPath, incomplete: false } };
    case 'SelfSubjectReview':
      return { ...review, status: { userInfo: user } };
    default: {
      const token = spec['token'];
      if (typeof token === 'string' && knownToken(token)) return { ...review, status: { authenticated: true, user } };
      return { ...review, status: { user: {}, error: 'invalid bearer token' } };
    }
  }
}
