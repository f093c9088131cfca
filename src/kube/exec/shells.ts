import type { ContainerTarget } from '../../contracts/cluster.ts';
import type { ApiConnection } from '../connection.ts';

const withoutShell = new WeakMap<ApiConnection, Set<string>>();

/** Remembers that a container has no shell; the same image answers the same, so a restart does not change it. */
export function rememberNoShell(connection: ApiConnection, target: ContainerTarget, container: string): void {
  const known = withoutShell.get(connection) ?? new Set<string>();
  known.add(key(target, container));
  withoutShell.set(connection, known);
}

/** False only when a start under the shell has failed before for want of one. */
export function mayHaveShell(connection: ApiConnection, target: ContainerTarget, container: string): boolean {
  return withoutShell.get(connection)?.has(key(target, container)) !== true;
}

function key({ namespace, pod, uid }: ContainerTarget, container: string): string {
  return `${uid ?? `${namespace}/${pod}`} ${container}`;
}
