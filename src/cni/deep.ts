import { type CniLook, createCniLook, type LookParts } from './look.ts';
import { shallow } from './shallow.ts';

/** The CNIs of which more is read than that they are there; each loads its own code when it is looked at. */
const knowers: ReadonlyMap<string, (parts: LookParts) => Promise<CniLook>> = new Map([
  ['flannel', async (parts: LookParts) => createCniLook((await import('./flannel/flannel.ts')).flannel, parts)],
  // Its policies are Calico's, the way of its packets is flannel's.
  ['canal', async (parts: LookParts) => createCniLook((await import('./flannel/flannel.ts')).flannel, parts)],
  ['calico', async (parts: LookParts) => createCniLook((await import('./calico/calico.ts')).calico, parts)],
  ['cilium', async (parts: LookParts) => createCniLook((await import('./cilium/cilium.ts')).cilium, parts)],
]);

/** A look at the CNI of that name: by what is common to all of them where it is known by name only. */
export async function lookAtCni(name: string, parts: LookParts): Promise<CniLook> {
  const open = knowers.get(name);
  return open === undefined ? createCniLook(shallow, parts, false) : open(parts);
}
