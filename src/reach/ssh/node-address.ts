import { lookup } from 'node:dns/promises';
import { PlumblineError } from '../../contracts/errors.ts';
import { listWords } from '../../text/words.ts';
import { type HostWords, hostWords, resolveHost, type Resolver } from './resolve-host.ts';

/** Which of a node's names and addresses ssh is given; 'auto' is its name where ssh or DNS knows it, else its address. */
export const addressKinds = ['auto', 'internal', 'external', 'hostname', 'name'] as const;
export type AddressKind = (typeof addressKinds)[number];

/** One entry of a Node's status.addresses. */
export interface NodeAddress {
  readonly type: string;
  readonly address: string;
}

/** What finding a node's host needs. */
export interface AddressParts {
  readonly resolver: Resolver;
  readonly kind: AddressKind;
  /** Hosts of nodes by the config file: node name to `[user@]host[:port]`. */
  readonly hosts: Readonly<Record<string, string>>;
  /** The user to log in as, whatever the config of ssh says. */
  readonly user: string | undefined;
  /** Asks the cluster; rejects where it cannot be asked or has no such node. */
  readonly addresses: (node: string) => Promise<readonly NodeAddress[]>;
  readonly signal: AbortSignal;
}

/**
 * The host by which ssh reaches a node. The map of the config file comes first; the cluster is asked only for addresses that
 * the name cannot stand for, so that names work while the API server is down. Rejects with a PlumblineError.
 */
export async function hostOfNode(node: string, parts: AddressParts): Promise<HostWords> {
  const mapped = Object.hasOwn(parts.hosts, node) ? parts.hosts[node] : undefined;
  const user = parts.user === undefined ? {} : { user: parts.user };
  if (mapped !== undefined) return { ...hostWords(mapped), ...user };
  if (parts.kind === 'name') return { host: node, ...user };
  if (parts.kind === 'auto' && (await isKnownByName(node, parts))) return { host: node, ...user };
  const addresses = await parts.addresses(node).catch((error: unknown) => {
    throw addressNotKnown(node, error);
  });
  return { host: chooseAddress(node, addresses, parts.kind), ...user };
}

function addressNotKnown(node: string, error: unknown): PlumblineError {
  const facts = error instanceof PlumblineError ? error.facts : undefined;
  return new PlumblineError(`The address of node ${node} is not known.`, {
    kind: facts?.kind ?? 'internal',
    operation: 'find the address of a node',
    object: `node ${node}`,
    serverMessage: error instanceof Error ? error.message : String(error),
    nextStep:
      'Without the cluster a node is reached by its name (--ssh-address name), or by what the config file says under ssh.hosts.',
    cause: error,
  });
}

const types: Readonly<Record<AddressKind, readonly string[]>> = {
  auto: ['InternalIP', 'ExternalIP', 'Hostname'],
  internal: ['InternalIP'],
  external: ['ExternalIP', 'ExternalDNS'],
  hostname: ['Hostname', 'InternalDNS'],
  name: [],
};

/** The first address of the wanted kind; throws a sentence that says what the node has instead. Pure. */
export function chooseAddress(node: string, addresses: readonly NodeAddress[], kind: AddressKind): string {
  for (const wanted of types[kind]) {
    const found = addresses.find(({ type }) => type === wanted);
    if (found !== undefined) return found.address;
  }
  const has = addresses.map(({ type, address }) => `${type} ${address}`);
  throw new PlumblineError(
    `Node ${node} has no ${kind === 'auto' ? '' : `${kind} `}address; it has ${has.length === 0 ? 'none at all' : listWords(has, 'and')}.`,
    {
      kind: 'not-found',
      operation: 'find the address of a node',
      object: `node ${node}`,
      nextStep: 'Choose another with --ssh-address, or name its host in the config file under ssh.hosts.',
    },
  );
}

/** Whether the config of ssh says something of this name, or DNS has an address for it. */
async function isKnownByName(node: string, { resolver, signal }: AddressParts): Promise<boolean> {
  const { settings } = await resolveHost(resolver, { host: node }, signal);
  const isElsewhere = settings.hostName !== node.toLowerCase();
  if (isElsewhere || settings.proxyJump.length > 0 || settings.options.has('proxycommand')) return true;
  return await lookup(node).then(
    () => true,
    () => false,
  );
}
