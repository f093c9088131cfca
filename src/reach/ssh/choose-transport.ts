import type { HostSettings } from './host-settings.ts';
import { missingAlgorithm } from './ssh2-algorithms.ts';

/** ssh2 runs within plumbline; openssh is the machine's own `ssh`. */
export type TransportName = 'ssh2' | 'openssh';

/** The transport, and why, as a sentence for the operator. */
export interface TransportChoice {
  readonly name: TransportName;
  readonly reason: string;
}

/** The reason for ssh2 where nothing speaks against it; any other is worth a word. */
export const usualReason = 'ssh2 can do everything that is set for this host.';

/** What was found on this machine about reaching one host, whether it is the node or a hop on the way. */
export interface HostFacts {
  readonly settings: HostSettings;
  /** It is reached through a hop. */
  readonly overHop: boolean;
  /** Types of the keys in the agent and in the identity files that exist. */
  readonly keyTypes: readonly string[];
  /** Certificates of the user: files that exist. */
  readonly certificates: readonly string[];
  /** known_hosts names an authority for this host. */
  readonly authority: boolean;
  /** A Kerberos ticket is there and GSSAPI is not switched off. */
  readonly kerberos: boolean;
}

/** What the choice depends on. */
export interface TransportFacts {
  /** The node first, then the hops on the way to it. */
  readonly hosts: readonly HostFacts[];
  /** Where the machine's ssh is; undefined without one. */
  readonly program: string | undefined;
  /** The operator's own master connection to the node is open. */
  readonly ownMaster: boolean;
  /** What the operator asked for. */
  readonly wanted: TransportName | 'auto';
}

/**
 * Chooses ssh2 when it can honour everything that was resolved for the node and every hop, the machine's ssh when it
 * cannot and there is one. Pure.
 */
export function chooseTransport({ hosts, program, ownMaster, wanted }: TransportFacts): TransportChoice {
  const beyond = hosts.map((host) => beyondSsh2(host)).find((why) => why !== undefined);
  if (wanted === 'ssh2') {
    return { name: 'ssh2', reason: asked(beyond === undefined ? '' : `, although ${beyond}`) };
  }
  if (wanted === 'openssh') return { name: 'openssh', reason: asked('') };
  if (program !== undefined && ownMaster) {
    return { name: 'openssh', reason: 'A master connection of your own to it is open.' };
  }
  if (beyond === undefined) return { name: 'ssh2', reason: usualReason };
  return program === undefined
    ? { name: 'ssh2', reason: `There is no ssh program on this machine, although ${beyond}.` }
    : { name: 'openssh', reason: `${beyond.charAt(0).toUpperCase()}${beyond.slice(1)}.` };
}

function asked(rest: string): string {
  return `--ssh-transport asks for it${rest}.`;
}

/** Options that only the machine's ssh can honour, when they are set to anything but `none`. */
const sshOnly: readonly string[] = [
  'proxycommand',
  'pkcs11provider',
  'knownhostscommand',
  'revokedhostkeys',
  'bindinterface',
];

/** What of a host's settings ssh2 cannot honour, as a clause; undefined when it can do it all. Pure. */
export function beyondSsh2({
  settings,
  overHop,
  keyTypes,
  certificates,
  authority,
  kerberos,
}: HostFacts): string | undefined {
  const { options, alias } = settings;
  const isSet = (name: string): boolean => !['', 'none', 'no', 'false'].includes(options.get(name)?.[0] ?? '');
  const option = sshOnly.find(isSet);
  if (option !== undefined) return `${properName(option)} is set for ${alias}, which ssh2 does not know`;
  const [certificate] = certificates;
  if (certificate !== undefined) return `${certificate} is a certificate, which ssh2 cannot log in with`;
  if (keyTypes.some((type) => type.includes('-cert-v01@'))) {
    return 'the agent holds a certificate, which ssh2 cannot log in with';
  }
  if (keyTypes.some((type) => type.startsWith('sk-'))) return 'a key lives on a security key, which ssh2 cannot use';
  if (authority) return `known_hosts names a certificate authority for ${alias}, which ssh2 cannot check`;
  const missing = missingAlgorithm(options, overHop);
  if (missing !== undefined) return `no ${missing} that is allowed for ${alias} is known to ssh2`;
  if (isSet('hostbasedauthentication')) return `host-based log-in is set for ${alias}, which ssh2 cannot do here`;
  if (isSet('verifyhostkeydns')) return `VerifyHostKeyDNS is set for ${alias}, which ssh2 does not know`;
  return kerberos ? 'there is a Kerberos ticket, which ssh2 cannot use' : undefined;
}

const properNames: Readonly<Record<string, string>> = {
  proxycommand: 'ProxyCommand',
  pkcs11provider: 'PKCS11Provider',
  knownhostscommand: 'KnownHostsCommand',
  revokedhostkeys: 'RevokedHostKeys',
  bindinterface: 'BindInterface',
};

function properName(keyword: string): string {
  return properNames[keyword] ?? keyword;
}
