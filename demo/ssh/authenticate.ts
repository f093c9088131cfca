import { timingSafeEqual } from 'node:crypto';
import ssh2, { type AuthContext } from 'ssh2';
import { type KeyPair, nodeUser } from './keys.ts';

/** Lets in who has the demo's key, under the name that nodes know; everybody else may try another key. */
export function authenticate(login: KeyPair): (context: AuthContext) => void {
  const allowed = ssh2.utils.parseKey(login.public);
  if (allowed instanceof Error) throw allowed;
  return (context) => {
    const isKnown =
      context.method === 'publickey' &&
      context.username === nodeUser &&
      context.key.algo === allowed.type &&
      isSame(context.key.data, allowed.getPublicSSH());
    if (!isKnown) {
      context.reject(['publickey']);
      return;
    }
    // Without a signature the client only asks whether it may come with this key.
    const { blob, signature, hashAlgo } = context;
    // What verify returns may be an Error, whatever its type says.
    const verified: unknown =
      signature === undefined || (blob !== undefined && allowed.verify(blob, signature, hashAlgo));
    if (verified === true) context.accept();
    else context.reject(['publickey']);
  };
}

function isSame(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
