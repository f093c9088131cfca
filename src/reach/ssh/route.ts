import { PlumblineError } from '../../contracts/errors.ts';
import { chooseTransport, type TransportChoice, type TransportName } from './choose-transport.ts';
import { gatherFacts } from './gather-facts.ts';
import type { HostSettings } from './host-settings.ts';
import { masterAnswers } from './openssh/commands.ts';
import type { OpenSshTarget } from './openssh/options.ts';
import { type HostWords, hostWords, resolveHost, type Resolver } from './resolve-host.ts';

/** Hops to a node; more is a chain that leads back to itself. */
const mostHops = 8;

/** How one host is reached. */
export interface Route {
  readonly settings: HostSettings;
  /** Every host that has to be logged in to, the first hop first and the node last. */
  readonly hosts: readonly HostSettings[];
  readonly transport: TransportChoice;
  /** What was given on the command line besides the host's name. */
  readonly words: HostWords;
  readonly ownMaster: boolean;
  /** What of the config files could not be honoured. */
  readonly skipped: readonly string[];
}

/** Finds how a host is reached and which transport can do it. Rejects with a PlumblineError. */
export async function findRoute(
  resolver: Resolver,
  words: HostWords,
  wanted: TransportName | 'auto',
  signal: AbortSignal,
): Promise<Route> {
  const { program, local } = resolver;
  const skipped: string[] = [];
  const hosts = await withHops(resolver, words, signal, skipped);
  const settings = hosts.at(-1);
  if (settings === undefined) throw new Error('A route has a host at its end.');
  const target = program === undefined ? undefined : openSshTarget(resolver, program, settings, words);
  const socket = settings.controlPath?.includes('%') === true ? undefined : settings.controlPath;
  const ownMaster = target !== undefined && socket !== undefined && (await masterAnswers(target, socket));
  const facts = await Promise.all(hosts.map((host, index) => gatherFacts(host, local, index > 0)));
  if (wanted === 'openssh' && program === undefined) {
    throw new PlumblineError('There is no ssh program on this machine.', {
      kind: 'missing-program',
      operation: 'connect over ssh',
      nextStep: 'Install openssh-client, or let plumbline use ssh2: leave --ssh-transport away.',
    });
  }
  const transport = chooseTransport({ hosts: facts.toReversed(), program, ownMaster, wanted });
  return { settings, hosts, transport, words, ownMaster, skipped };
}

/** What the machine's ssh is told to reach this host. */
export function openSshTarget(
  { configFile }: Resolver,
  program: string,
  settings: HostSettings,
  { user, port }: HostWords,
): OpenSshTarget {
  return { program, settings, configFile, user, port };
}

/** The host and those before it. A hop's own ProxyJump counts for the first hop only, as in ssh. */
async function withHops(
  resolver: Resolver,
  words: HostWords,
  signal: AbortSignal,
  skipped: string[],
  depth = 0,
): Promise<readonly HostSettings[]> {
  const resolved = await resolveHost(resolver, words, signal);
  skipped.push(...resolved.skipped);
  const { settings } = resolved;
  const [first, ...others] = settings.proxyJump.map(hostWords);
  if (first === undefined) return [settings];
  if (depth + others.length + 1 > mostHops) {
    throw new PlumblineError(`The jump hosts before ${settings.alias} have no end.`, {
      kind: 'configuration',
      operation: 'find the way to a node',
      object: settings.alias,
      nextStep: 'Look for a ProxyJump in the config of ssh that leads back to itself.',
    });
  }
  const before = await withHops(resolver, first, signal, skipped, depth + others.length + 1);
  const between = await Promise.all(others.map(async (hop) => (await resolveHost(resolver, hop, signal)).settings));
  return [...before, ...between, settings];
}
