import { programInNetwork } from '../reach/node/enter-network.ts';

/** Programs that run another one and bound or pace it. */
const pacing: ReadonlySet<string> = new Set(['timeout', 'nice', 'stdbuf']);

/** Nobody nests more than a few; a chain without end is no command. */
const mostCarriers = 4;

/** A program of another folder than the usual ones is not the one of the catalogue, whatever it is called. */
export function baseName(path: string): string {
  return /^\/(usr\/)?(local\/)?s?bin\/[^/]+$/.test(path) ? path.slice(path.lastIndexOf('/') + 1) : path;
}

/**
 * Takes off what only carries another program, which is the one that counts: `timeout -k 2 60`, `chroot /host` (a node's
 * debug pod has the node's root there) and nsenter into the network of a pod and nothing else of it. Pure.
 */
export function withoutCarriers(argv: readonly string[]): readonly string[] {
  let rest = argv;
  for (let depth = 0; depth < mostCarriers; depth += 1) {
    const inner = carried(rest);
    if (inner === undefined) break;
    rest = inner;
  }
  return rest;
}

function carried(argv: readonly string[]): readonly string[] | undefined {
  const program = baseName(argv[0] ?? '');
  if (program === 'chroot') return argv[1] === '/host' ? argv.slice(2) : undefined;
  if (!pacing.has(program)) return programInNetwork(argv);
  let first = 1;
  while (first < argv.length && /^(-[a-z]*\d*|\d+(\.\d+)?[smhd]?|--foreground|-[ioe]L)$/.test(argv[first] ?? ''))
    first += 1;
  return argv.slice(first);
}
