import { systemNamespace } from '../reach/ladder/node-pod-namespace.ts';
import { rulesYaml } from './yaml.ts';
import type { Mode } from '../contracts/consent.ts';
import { type Permission, permissionsOf } from './permissions.ts';
import { rulesFor } from './rules.ts';

export interface RoleOptions {
  readonly mode: Mode;
  /** A Role in this namespace instead of a ClusterRole. */
  readonly namespace: string | undefined;
  readonly subject: RoleSubject;
}

/** Who gets the role. */
export interface RoleSubject {
  readonly kind: 'User' | 'Group';
  readonly name: string;
}

const apiVersion = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

/** The least role with which plumbline does in a mode all that the mode allows, and its binding, as YAML for kubectl apply. */
export function roleYaml({ mode, namespace, subject }: RoleOptions): string {
  const asked = permissionsOf(mode);
  const within = namespace === undefined ? asked : asked.filter((one) => grantedBy(one, namespace));
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const metadata = { name: `plumbline-${mode}`, ...(namespace === undefined ? {} : { namespace }) };
  const documents = [
    { apiVersion, kind, metadata, rules: rulesFor(within) },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup, kind, name: metadata.name },
      subjects: [{ apiGroup, ...subject }],
    },
  ];
  const remarks = remarksOn(mode, namespace).map((line) => `# ${line}\n`);
  const texts = documents.map(rulesYaml);
  return `${remarks.join('')}${texts.join('---\n')}`;
}

/** Whether a Role in a namespace can grant it. */
function grantedBy({ clusterScoped, question }: Permission, namespace: string): boolean {
  return !clusterScoped && (question.namespace === undefined || question.namespace === namespace);
}

const modeWords: Readonly<Record<Mode, string>> = {
  observe: 'looks, and runs probes in containers that there are',
  probe: 'also makes helpers: debug containers, probe pods, and debug pods on nodes',
  write: 'also changes things; the rules for what it is to change come on top of these',
};

function remarksOn(mode: Mode, namespace: string | undefined): readonly string[] {
  return [
    `What plumbline asks of the API server in ${mode} mode: it ${modeWords[mode]}.`,
    'Asking what one may do, and the version, are granted to everybody by Kubernetes itself.',
    'Rules for policies of a CNI that the cluster has not (CRDs) allow nothing.',
    ...(namespace === undefined
      ? []
      : [
          `In namespace ${namespace} alone plumbline shows neither nodes nor other namespaces, nor what is set for the whole cluster.`,
          ...(mode === 'observe' || namespace === systemNamespace
            ? []
            : [
                `A debug pod on a node is made where it is admitted, mostly in ${systemNamespace}: that takes the same with -n ${systemNamespace} besides.`,
              ]),
        ]),
  ];
}
