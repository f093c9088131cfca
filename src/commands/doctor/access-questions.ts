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

/** 'pods/exec', 'networkpolicies.networking.k8s.io'. */
export function resourceText({ resource, subresource, group }: AccessQuestion): string {
  return `${resource}${group === undefined ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** 'list pods', 'create pods/exec', 'get configmaps in kube-system'. */
export function questionText(question: AccessQuestion): string {
  const { verb, namespace } = question;
  return `${verb} ${resourceText(question)}${namespace === undefined ? '' : ` in ${namespace}`}`;
}
