import { roleYaml } from '../access/role-yaml.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { exitCodes } from './failure.ts';
import type { RbacOptions } from './program.ts';

/** A namespace or a part of it as the API server names things (RFC 1123 label). */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** `plumbline rbac`: prints the least role for a mode. Asks no cluster. Resolves to the exit code. */
export async function rbac({ mode, namespace, user, group }: RbacOptions): Promise<number> {
  if (namespace !== undefined && !label.test(namespace)) {
    throw new PlumblineError(`${JSON.stringify(namespace)} is no name of a namespace.`, {
      kind: 'usage',
      operation: 'print a role',
      nextStep: 'Names of namespaces have lower case letters, digits and hyphens, 63 at most.',
    });
  }
  const subject =
    user === undefined
      ? ({ kind: 'Group', name: group ?? 'plumbline-operators' } as const)
      : ({ kind: 'User', name: user } as const);
  process.stdout.write(roleYaml({ mode, namespace, subject }));
  return exitCodes.works;
}
