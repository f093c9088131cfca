import { homedir, tmpdir } from 'node:os';
import type { User } from './paths.ts';

/** The user that runs this process. */
export function currentUser(): User {
  return { home: homedir(), uid: process.getuid?.() ?? 0, temporary: tmpdir() };
}
