/** An image that is likely to carry network programs, and which of those plumbline wants it has by its name. */
interface KnownImage {
  readonly name: RegExp;
  readonly programs: readonly string[];
}

const everything = ['ping', 'nc', 'curl', 'wget', 'dig', 'nslookup', 'iperf3', 'bash', 'timeout'];
const busyboxPrograms = ['ping', 'nc', 'wget', 'nslookup', 'telnet', 'timeout'];

/* Best first. Names only: nobody's registry is assumed. */
const knownImages: readonly KnownImage[] = [
  { name: /(^|\/)plumbline\/toolbox$/, programs: everything },
  { name: /(^|[/-])netshoot$/, programs: everything },
  { name: /(^|[/-])network-multitool$|(^|[/-])nettools?$|(^|[/-])net-?tools$/, programs: everything },
  { name: /(^|[/-])(toolbox|debug-?tools|troubleshoot(ing)?|swiss-army-knife)$/, programs: everything },
  { name: /(^|[/-])dnsutils$|(^|[/-])jessie-dnsutils$/, programs: ['ping', 'dig', 'nslookup', 'bash', 'timeout'] },
  { name: /(^|[/-])agnhost$/, programs: ['dig', 'curl', 'wget', 'ping', 'nc', 'timeout'] },
  { name: /(^|[/-])busybox$/, programs: busyboxPrograms },
  { name: /(^|[/-])alpine$/, programs: busyboxPrograms },
  { name: /(^|[/-])(debian|ubuntu|fedora|centos|rockylinux|almalinux|opensuse)$/, programs: ['bash', 'timeout'] },
];

/** An image to propose: never used before the operator has named or confirmed it. */
export interface ImageProposal {
  readonly image: string;
  /** 'on node worker-1 already', or 'the registry of the pod; whether it has this image is not known'. */
  readonly why: string;
  /** Known by its name to carry one of the wanted programs; undefined when nothing is known. */
  readonly fits: boolean | undefined;
}

/** An image's name without registry host, tag and digest parts that do not matter for what it is. */
export function imageName(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

/** The registry host of an image; 'docker.io' where it names none. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return isHost ? first : 'docker.io';
}

function rankOf(image: string): number {
  const rank = knownImages.findIndex(({ name }) => name.test(imageName(image)));
  return rank === -1 ? knownImages.length : rank;
}

/** Whether an image is known to carry one of `wanted`; undefined for one that is not known. */
export function imageCarries(image: string, wanted: readonly string[]): boolean | undefined {
  const known = knownImages.find(({ name }) => name.test(imageName(image)));
  return known === undefined ? undefined : wanted.some((program) => known.programs.includes(program));
}

/** At most so many: a choice, not a list of everything. */
const mostProposals = 4;

/**
 * Images to propose for a helper, best first: those on the node already that are likely to carry the wanted programs (by
 * `node.status.images`), then the best-known names in the registry that the pod's own image comes from. Pure.
 */
export function proposeImages(input: {
  readonly node: string | undefined;
  /** Every name of every image on the node, tags and digests. */
  readonly onNode: readonly string[];
  /** The image of the pod's first container. */
  readonly podImage: string | undefined;
  readonly wanted: readonly string[];
}): readonly ImageProposal[] {
  const { node, onNode, podImage, wanted } = input;
  const present = [...new Set(onNode)]
    .filter((image) => !image.includes('@') && rankOf(image) < knownImages.length)
    .map((image) => ({ image, why: `on node ${node ?? '?'} already`, fits: imageCarries(image, wanted) }))
    .toSorted((a, b) => Number(b.fits) - Number(a.fits) || rankOf(a.image) - rankOf(b.image));
  const registry = podImage === undefined ? undefined : registryOf(podImage);
  const guessed =
    registry === undefined || registry === 'docker.io'
      ? []
      : [
          {
            image: `${registry}/nicolaka/netshoot`,
            why: `the registry that the pod's own image is from; whether it has this one is not known`,
            fits: undefined,
          },
        ];
  return [...present.slice(0, mostProposals - guessed.length), ...guessed];
}
