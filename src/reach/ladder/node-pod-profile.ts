import type { Json } from '../../contracts/json.ts';

/**
 * How much of a node its debug pod gets, the least that serves. network: its network alone, for which the image must bring
 * the programs. host: its files too, read-only, so that its own programs run by chroot. privileged: all of it, which
 * entering the networks of pods needs.
 */
export type NodePodProfile = 'network' | 'host' | 'privileged';

/** In the order in which they are proposed. */
export const nodePodProfiles: readonly NodePodProfile[] = ['host', 'network', 'privileged'];

/** Where the node's files are, as `kubectl debug node` has them. */
export const hostRoot = '/host';

/* tcpdump drops root for a user of its own (SETUID, SETGID), and is ended as that user's (KILL). */
const networkCapabilities = ['NET_ADMIN', 'NET_RAW', 'SETUID', 'SETGID', 'KILL'];

/* Files of other users, chroot, and the kernel's log. */
const fileCapabilities = ['DAC_READ_SEARCH', 'SYS_CHROOT', 'SYSLOG'];

/** What of a pod's spec a profile decides. */
export interface NodePodShape {
  /** Fields of the spec. */
  readonly pod: Readonly<Record<string, Json>>;
  /** Fields of the container. */
  readonly container: Readonly<Record<string, Json>>;
}

/**
 * The fields for a profile. `recursive`: the server knows mounts that are read-only whatever is mounted below them
 * (Kubernetes 1.31); an older one refuses the field. Pure.
 */
export function nodePodShape(profile: NodePodProfile, recursive: boolean): NodePodShape {
  if (profile === 'network') {
    return { pod: { hostNetwork: true }, container: { securityContext: contextWith(networkCapabilities) } };
  }
  const volumes = [{ name: 'host', hostPath: { path: '/', type: 'Directory' } }];
  const mount = { name: 'host', mountPath: hostRoot, readOnly: true };
  if (profile === 'host') {
    return {
      pod: { hostNetwork: true, volumes },
      container: {
        securityContext: contextWith([...networkCapabilities, ...fileCapabilities]),
        volumeMounts: [{ ...mount, ...(recursive ? { recursiveReadOnly: 'IfPossible' } : {}) }],
      },
    };
  }
  return {
    pod: { hostNetwork: true, hostPID: true, volumes },
    container: {
      securityContext: { privileged: true, runAsUser: 0 },
      // The networks of pods that come later are mounts too.
      volumeMounts: [{ ...mount, mountPropagation: 'HostToContainer' }],
    },
  };
}

function contextWith(add: readonly string[]): Json {
  return {
    runAsUser: 0,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'], add: [...add] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** The profile in a few words, beside an image to choose: 'files and network of the node'. */
export const profileLabels: Readonly<Record<NodePodProfile, string>> = {
  host: 'files and network of the node',
  network: 'the network of the node alone',
  privileged: 'all of it, privileged: into the networks of its pods too',
};

/** What a profile means, as a sentence that is told before. */
export function profileWords(profile: NodePodProfile, recursive: boolean): string {
  const below = recursive ? '' : ' (file systems mounted below it stay as they are)';
  switch (profile) {
    case 'network':
      return `It shares the node's network and nothing else of it: root with ${networkCapabilities.join(', ')}, not privileged; files and programs are those of its image.`;
    case 'host':
      return `It shares the node's network and sees all files of the node at ${hostRoot}, read-only${below}: root with ${[...networkCapabilities, ...fileCapabilities].join(', ')}, not privileged; programs are the node's own, run by chroot.`;
    case 'privileged':
      return `It is privileged: root on the node in all but name, with its network, its processes and its files at ${hostRoot} (mounted read-only, which root can undo); programs are the node's own, run by chroot.`;
  }
}
