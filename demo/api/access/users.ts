import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { restrictedUsers } from '../../world/access.ts';
import { StatusError } from '../wire/status.ts';

/** authentication/v1 UserInfo: who asks. */
export interface User {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
}

/** A user with the token that proves it. */
export interface Credential {
  readonly name: string;
  readonly token: string;
}

/** The demo's administrator. */
export const administrator = 'plumbline-demo';

function userNamed(name: string): User {
  const groups = ['system:authenticated'];
  return { username: name, uid: name, groups: name === administrator ? ['system:masters', ...groups] : groups };
}

/** A fresh token for every user of the demo, the administrator first. */
export const makeCredentials = (): readonly [Credential, ...Credential[]] => {
  const issue = (name: string): Credential => ({ name, token: randomBytes(24).toString('base64url') });
  return [issue(administrator), ...restrictedUsers.map(issue)];
};

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The user whom a token belongs to; undefined for a token that was not issued. */
export function userOf(credentials: readonly Credential[], token: string): User | undefined {
  const found = credentials.find((credential) => sameText(credential.token, token));
  return found === undefined ? undefined : userNamed(found.name);
}

/** Who sent a request. Throws 401 without a token that was issued. */
export function authenticate(credentials: readonly Credential[], headers: IncomingHttpHeaders): User {
  const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ');
  const user = scheme.toLowerCase() === 'bearer' ? userOf(credentials, token) : undefined;
  if (user === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  return user;
}

/** Whom the request is made for (`kubectl --as`); undefined when it is made for the sender. */
export function impersonated(headers: IncomingHttpHeaders): User | undefined {
  const name = headers['impersonate-user'];
  if (typeof name !== 'string' || name === '') return undefined;
  const groups = headers['impersonate-group'];
  const asked = typeof groups === 'string' ? groups.split(',').map((group) => group.trim()) : [];
  return { username: name, uid: '', groups: [...asked, 'system:authenticated'] };
}
