import { asList, asNumber, asRecord, asText, asTexts } from '../../world/fields.ts';

/*
 * The Pod Security Standards as the admission plugin checks them, in its words. Every check looks at the whole pod:
 * init, ordinary and ephemeral containers.
 */

type Fields = Readonly<Record<string, unknown>>;

/** What is wrong: the reason in few words and, where there is more to say, in which container and why. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

type Check = (spec: Fields) => Violation | undefined;

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].toSorted();

const containersNamed = (names: readonly string[]): string =>
  `${names.length === 1 ? 'container' : 'containers'} ${quoted(names)}`;

const containers = (spec: Fields): Fields[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => asList(spec[list]).map(asRecord));

const nameOf = (fields: Fields): string => asText(fields['name']) ?? '';
const security = (fields: Fields): Fields => asRecord(fields['securityContext']);
const added = (container: Fields): readonly string[] => asTexts(asRecord(security(container)['capabilities'])['add']);

/** Names of the containers for which `test` holds. */
const namesWhere = (spec: Fields, test: (container: Fields) => boolean): string[] =>
  containers(spec).filter(test).map(nameOf);

const allowedCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const hostNamespaces: Check = (spec) => {
  const used = ['hostIPC', 'hostNetwork', 'hostPID'].filter((field) => spec[field] === true);
  return used.length === 0 ? undefined : { reason: 'host namespaces', detail: used.join(', ') };
};

const hostPorts: Check = (spec) => {
  const portsOf = (container: Fields): number[] =>
    asList(container['ports']).flatMap((port) => asNumber(asRecord(port)['hostPort']) || []);
  const names = namesWhere(spec, (container) => portsOf(container).length > 0);
  if (names.length === 0) return undefined;
  const ports = sorted(containers(spec).flatMap(portsOf).map(String));
  const [use, noun] = [names.length === 1 ? 'uses' : 'use', ports.length === 1 ? 'hostPort' : 'hostPorts'];
  return { reason: 'hostPort', detail: `${containersNamed(names)} ${use} ${noun} ${ports.join(', ')}` };
};

const privileged: Check = (spec) => {
  const names = namesWhere(spec, (container) => security(container)['privileged'] === true);
  if (names.length === 0) return undefined;
  return { reason: 'privileged', detail: `${containersNamed(names)} must not set securityContext.privileged=true` };
};

const baselineCapabilities: Check = (spec) => {
  const bad = (container: Fields): string[] => added(container).filter((one) => !allowedCapabilities.has(one));
  const names = namesWhere(spec, (container) => bad(container).length > 0);
  if (names.length === 0) return undefined;
  const values = quoted(sorted(containers(spec).flatMap(bad)));
  return {
    reason: 'non-default capabilities',
    detail: `${containersNamed(names)} must not include ${values} in securityContext.capabilities.add`,
  };
};

const hostPathVolumes: Check = (spec) => {
  const names = asList(spec['volumes'])
    .map(asRecord)
    .filter((volume) => volume['hostPath'] !== undefined)
    .map(nameOf);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${names.length === 1 ? 'volume' : 'volumes'} ${quoted(names)}` };
};

const privilegeEscalation: Check = (spec) => {
  const names = namesWhere(spec, (container) => security(container)['allowPrivilegeEscalation'] !== false);
  if (names.length === 0) return undefined;
  const detail = `${containersNamed(names)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
};

const restrictedCapabilities: Check = (spec) => {
  const dropsAll = (container: Fields): boolean =>
    asTexts(asRecord(security(container)['capabilities'])['drop']).includes('ALL');
  const bad = (container: Fields): string[] => added(container).filter((one) => one !== 'NET_BIND_SERVICE');
  const keeping = namesWhere(spec, (container) => !dropsAll(container));
  const adding = namesWhere(spec, (container) => bad(container).length > 0);
  const values = quoted(sorted(containers(spec).flatMap(bad)));
  const details = [
    ...(keeping.length === 0 ? [] : [`${containersNamed(keeping)} must set securityContext.capabilities.drop=["ALL"]`]),
    ...(adding.length === 0
      ? []
      : [`${containersNamed(adding)} must not include ${values} in securityContext.capabilities.add`]),
  ];
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const unrestrictedVolumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const restrictedVolumes: Check = (spec) => {
  const names = asList(spec['volumes'])
    .map(asRecord)
    .filter((volume) => unrestrictedVolumes.every((type) => volume[type] === undefined))
    .map(nameOf);
  if (names.length === 0) return undefined;
  const list = sorted(names)
    .map((name) => JSON.stringify(name))
    .join(' ');
  return { reason: 'restricted volume types', detail: `volumes [${list}] have restricted types` };
};

/** Who sets what must not be set, 'pod' first: 'pod and containers "a", "b"'; empty when nobody does. */
function setters(spec: Fields, sets: (fields: Fields) => boolean): string {
  const names = namesWhere(spec, (container) => sets(security(container)));
  const parts = [...(sets(security(spec)) ? ['pod'] : []), ...(names.length === 0 ? [] : [containersNamed(names)])];
  return parts.join(' and ');
}

const nonRoot: Check = (spec) => {
  const reason = 'runAsNonRoot != true';
  const bad = setters(spec, ({ runAsNonRoot }) => runAsNonRoot === false);
  if (bad !== '') return { reason, detail: `${bad} must not set securityContext.runAsNonRoot=false` };
  if (security(spec)['runAsNonRoot'] === true) return undefined;
  const names = namesWhere(spec, (container) => security(container)['runAsNonRoot'] === undefined);
  if (names.length === 0) return undefined;
  return { reason, detail: `pod or ${containersNamed(names)} must set securityContext.runAsNonRoot=true` };
};

const rootUser: Check = (spec) => {
  const bad = setters(spec, ({ runAsUser }) => runAsUser === 0);
  return bad === '' ? undefined : { reason: 'runAsUser=0', detail: `${bad} must not set runAsUser=0` };
};

const profileOf = (fields: Fields): string | undefined => asText(asRecord(fields['seccompProfile'])['type']);

const seccomp =
  (mustSet: boolean): Check =>
  (spec) => {
    const good = (type: string): boolean => type === 'RuntimeDefault' || type === 'Localhost';
    const sets = (fields: Fields): boolean => {
      const type = profileOf(fields);
      return type !== undefined && !good(type);
    };
    const bad = setters(spec, sets);
    if (bad !== '') {
      const values = sorted(
        [spec, ...containers(spec)]
          .flatMap((fields) => profileOf(security(fields)) ?? [])
          .filter((type) => !good(type)),
      );
      const detail = `${bad} must not set securityContext.seccompProfile.type to ${quoted(values)}`;
      return { reason: 'seccompProfile', detail };
    }
    if (!mustSet || profileOf(security(spec)) !== undefined) return undefined;
    const names = namesWhere(spec, (container) => profileOf(security(container)) === undefined);
    if (names.length === 0) return undefined;
    const detail = `pod or ${containersNamed(names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
    return { reason: 'seccompProfile', detail };
  };

export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/** Checks by their identifiers' order, as the plugin runs them: a stricter check that says the same goes without its baseline one. */
const checks: Readonly<Record<PodSecurityLevel, readonly Check[]>> = {
  privileged: [],
  baseline: [hostNamespaces, hostPorts, privileged, baselineCapabilities, hostPathVolumes, seccomp(false)],
  restricted: [
    hostNamespaces,
    hostPorts,
    privileged,
    privilegeEscalation,
    restrictedCapabilities,
    restrictedVolumes,
    nonRoot,
    rootUser,
    seccomp(true),
  ],
};

/** What of a pod's spec a level forbids. */
export const violations = (level: PodSecurityLevel, spec: Fields): Violation[] =>
  checks[level].flatMap((check) => check(spec) ?? []);
