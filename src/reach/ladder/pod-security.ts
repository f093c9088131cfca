import { PlumblineError } from '../../contracts/errors.ts';
import type { Json } from '../../contracts/json.ts';

/** The Pod Security Standards, loosest first (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

const order: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted'];

/** The label by which the admission plugin is told what to enforce in a namespace. */
const enforceLabel = 'pod-security.kubernetes.io/enforce';

/** The level that a helper is made for, and where that is known from. */
export interface SecurityBasis {
  readonly level: PodSecurityLevel;
  /** 'namespace shop enforces baseline', 'namespace shop enforces no level'. */
  readonly basis: string;
}

/** The level that a namespace enforces by its label; undefined without one. The plugin takes a level that it does not know for restricted. Pure. */
export function enforcedLevel(labels: Readonly<Record<string, string>> | undefined): PodSecurityLevel | undefined {
  const label = labels?.[enforceLabel];
  return label === undefined ? undefined : (order.find((one) => one === label) ?? 'restricted');
}

/** What a pod's own spec demands of every container in it. */
export interface PodDemands {
  /** The pod-level runAsNonRoot: an image that runs as root does not start then. */
  readonly runAsNonRoot: boolean;
  /** The pod-level runAsUser; undefined where the image decides. */
  readonly runAsUser: number | undefined;
}

/**
 * The level to make a helper for. Without a label the cluster's own default may still enforce one, so nothing more than
 * baseline is asked for then, and never less than what the pod itself demands.
 */
export function securityBasis(
  namespace: string,
  labels: Readonly<Record<string, string>> | undefined,
  demands: PodDemands,
): SecurityBasis {
  const label = labels?.[enforceLabel];
  const level = enforcedLevel(labels) ?? 'baseline';
  const basis =
    labels === undefined
      ? `the labels of namespace ${namespace} cannot be read`
      : label === undefined
        ? `namespace ${namespace} enforces no level`
        : `namespace ${namespace} enforces ${label}`;
  if (!demands.runAsNonRoot || level === 'restricted') return { level, basis };
  return { level: 'restricted', basis: `${basis}, and the pod demands runAsNonRoot` };
}

/** The next stricter level; undefined after the strictest. */
export function stricter(level: PodSecurityLevel): PodSecurityLevel | undefined {
  return order[order.indexOf(level) + 1];
}

/** A user that no image needs to know: above the system's, below the shared "nobody". */
const plainUser = 65_532;

/**
 * The security context of a helper's container at this level: as little as the programs need, and nothing that the level
 * refuses. Only privileged may add NET_RAW, which some runtimes leave out and ping needs.
 */
export function securityContext(level: PodSecurityLevel, demands: PodDemands): { readonly [key: string]: Json } {
  const common = { allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } };
  switch (level) {
    case 'privileged':
      return { ...common, capabilities: { drop: ['ALL'], add: ['NET_RAW'] } };
    case 'baseline':
      return common;
    case 'restricted':
      return {
        ...common,
        runAsNonRoot: true,
        ...(demands.runAsUser === undefined || demands.runAsUser === 0 ? { runAsUser: plainUser } : {}),
        capabilities: { drop: ['ALL'] },
      };
  }
}

/** What that context is, in words, and what it means for ping. */
export function securityWords(level: PodSecurityLevel): string {
  switch (level) {
    case 'privileged':
      return 'no capability but NET_RAW, no privilege escalation';
    case 'baseline':
      return "the runtime's own capabilities, none added, no privilege escalation";
    case 'restricted':
      return `not root, every capability dropped, no privilege escalation; ping works only where the node's net.ipv4.ping_group_range allows user ${plainUser} (containerd 2.0 and later), else TCP connects are timed`;
  }
}

/** Whether the API server refused because of Pod Security, so that a stricter context may pass. */
export function isPodSecurityRefusal(error: unknown): boolean {
  return error instanceof PlumblineError && /violates PodSecurity/i.test(error.facts.serverMessage ?? error.message);
}
