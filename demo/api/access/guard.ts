import type { ObjectStore } from '../store.ts';
import type { Verb } from '../resources/resource.ts';
import type { ResourceTarget } from '../wire/request-target.ts';
import { StatusError } from '../wire/status.ts';
import { type Attributes, allowedBy } from './authorize.ts';
import type { User } from './users.ts';

/** A request's target as the authorizer sees it; a namespace lies in itself. */
export function attributesOf(target: ResourceTarget, verb: Verb): Exclude<Attributes, { path: string }> {
  const { resource, namespace, name, subresource } = target;
  const own = resource.plural === 'namespaces' ? name : namespace;
  return {
    verb,
    group: resource.group,
    resource: resource.plural,
    subresource: subresource ?? '',
    namespace: own ?? '',
    name: name ?? '',
  };
}

/** The API server's refusal, in its words. */
export function forbidden({ username }: User, attributes: Attributes): StatusError {
  const who = `User ${JSON.stringify(username)} cannot ${attributes.verb}`;
  if ('path' in attributes) {
    return new StatusError(403, 'Forbidden', `forbidden: ${who} path ${JSON.stringify(attributes.path)}`, {
      details: {},
    });
  }
  const { group, resource, subresource, namespace, name } = attributes;
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const subject = `${group === '' ? resource : `${resource}.${group}`}${name === '' ? '' : ` ${JSON.stringify(name)}`}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return new StatusError(
    403,
    'Forbidden',
    `${subject} is forbidden: ${who} resource ${JSON.stringify(full)} in API group ${JSON.stringify(group)} ${where}`,
    { details: { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource } },
  );
}

/** Throws 403 in the API server's words when no rule lets the user do it. */
export function checkAllowed(store: ObjectStore, user: User, attributes: Attributes): void {
  if (allowedBy(store, user, attributes) === undefined) throw forbidden(user, attributes);
}

/** Throws 403 when the user may not act for `name` (`kubectl --as`). */
export function checkImpersonation(store: ObjectStore, user: User, name: string): void {
  const attributes = { verb: 'impersonate', group: '', resource: 'users', subresource: '', namespace: '', name };
  checkAllowed(store, user, attributes);
}
