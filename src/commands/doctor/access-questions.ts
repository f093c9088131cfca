import { permissionsOf } from '../../access/permissions.ts';
import type { AccessQuestion } from '../../contracts/cluster.ts';
import type { Mode } from '../../contracts/consent.ts';

/** One thing that plumbline wants to do in the cluster. */
export interface Wanted {
  readonly question: AccessQuestion;
  readonly purpose: string;
  readonly vital: boolean;
}

/** What plumbline asks of any API server in a mode, by the same table as `plumbline rbac`; policies of a CNI only count where they are served. */
export function wantedAccess(mode: Mode): readonly Wanted[] {
  return permissionsOf(mode).filter(({ whereServed }) => !whereServed);
}

/** 'list pods', 'create pods/exec', 'watch networkpolicies.networking.k8s.io'. */
export function questionText({ verb, resource, subresource, group, namespace }: AccessQuestion): string {
  const what = `${resource}${group === undefined ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return `${verb} ${what}${namespace === undefined ? '' : ` in ${namespace}`}`;
}
