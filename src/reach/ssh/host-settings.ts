import { homedir } from 'node:os';

/** Options of one host as ssh would use them: keyword in lower case to its values, in the order they were given. */
export type SshOptions = ReadonlyMap<string, readonly string[]>;

/** What ssh would do to reach one host. Paths are absolute. */
export interface HostSettings {
  /** The name that was asked for, before HostName. */
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly family: 'any' | 'inet' | 'inet6';
  readonly identityFiles: readonly string[];
  readonly certificateFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** The agent's socket; undefined without one. */
  readonly agent: string | undefined;
  /** The name under which host keys are looked up. */
  readonly hostKeyAlias: string | undefined;
  readonly knownHostsFiles: readonly string[];
  /** Lines that plumbline adds to known_hosts hide the host's name. */
  readonly hashKnownHosts: boolean;
  /** Jump hosts, the first hop first: `[user@]host[:port]`. */
  readonly proxyJump: readonly string[];
  /** Milliseconds. */
  readonly connectTimeout: number;
  /** Milliseconds between two signs of life. */
  readonly keepaliveInterval: number;
  readonly keepaliveCount: number;
  /** The operator's own control socket, where one is configured. */
  readonly controlPath: string | undefined;
  /** Everything else that was resolved, for the choice of a transport. */
  readonly options: SshOptions;
}

/** What settings depend on besides the options. */
export interface LocalUser {
  readonly home: string;
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const defaultIdentities = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk'];

/** Reads resolved options; what is absent has ssh's own default, except that signs of life are always sent. */
export function hostSettings(alias: string, options: SshOptions, local: LocalUser): HostSettings {
  const first = (name: string): string | undefined => options.get(name)?.[0];
  const hostName = (first('hostname') ?? alias).replaceAll('%h', alias).toLowerCase();
  const user = first('user') ?? local.name;
  const port = number(first('port'), 22);
  const path = (text: string): string => expandPath(text, { alias, hostName, user, port }, local);
  const files = (name: string): readonly string[] => (options.get(name) ?? []).flatMap(words).filter(isSet).map(path);
  const identities = (options.get('identityfile') ?? []).filter(isSet).map(path);
  const controlPath = first('controlpath');
  const family = first('addressfamily');
  const jump = first('proxyjump');
  return {
    alias,
    hostName,
    port,
    user,
    family: family === 'inet' || family === 'inet6' ? family : 'any',
    identityFiles: options.has('identityfile') ? identities : defaultIdentities.map((name) => path(`~/.ssh/${name}`)),
    certificateFiles: (options.get('certificatefile') ?? []).filter(isSet).map(path),
    identitiesOnly: first('identitiesonly') === 'yes',
    agent: agentSocket(first('identityagent'), path, local),
    hostKeyAlias: first('hostkeyalias'),
    knownHostsFiles: [
      ...(options.has('userknownhostsfile')
        ? files('userknownhostsfile')
        : [path('~/.ssh/known_hosts'), path('~/.ssh/known_hosts2')]),
      ...(options.has('globalknownhostsfile')
        ? files('globalknownhostsfile')
        : ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']),
    ],
    hashKnownHosts: first('hashknownhosts') === 'yes',
    proxyJump: jump === undefined || !isSet(jump) ? [] : jump.split(',').map((hop) => hop.trim()),
    connectTimeout: number(first('connecttimeout'), 10) * 1000,
    keepaliveInterval: (number(first('serveraliveinterval'), 0) || 15) * 1000,
    keepaliveCount: number(first('serveralivecountmax'), 3),
    controlPath: controlPath === undefined || !isSet(controlPath) ? undefined : path(controlPath),
    options,
  };
}

function isSet(value: string): boolean {
  return value !== '' && value.toLowerCase() !== 'none';
}

function number(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : otherwise;
}

/** File names in one value: apart by blanks, with quotes around those that hold blanks. */
function words(value: string): readonly string[] {
  return Array.from(value.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');
}

function agentSocket(
  configured: string | undefined,
  path: (text: string) => string,
  { env }: LocalUser,
): string | undefined {
  if (configured?.toLowerCase() === 'none') return undefined;
  if (configured === undefined || configured === 'SSH_AUTH_SOCK') return env['SSH_AUTH_SOCK'];
  if (configured.startsWith('$')) return env[configured.slice(1).replace(/^\{(.*)\}$/, '$1')];
  return path(configured);
}

/** Expands `~`, `${VARIABLE}` and the tokens of ssh_config(5) that may stand in file names. */
function expandPath(
  text: string,
  host: { readonly alias: string; readonly hostName: string; readonly user: string; readonly port: number },
  local: LocalUser,
): string {
  const home = local.home === '' ? homedir() : local.home;
  const tokens: Readonly<Record<string, string>> = {
    '%%': '%',
    '%d': home,
    '%h': host.hostName,
    '%n': host.alias,
    '%p': String(host.port),
    '%r': host.user,
    '%u': local.name,
  };
  const expanded = text
    .replace(/^~(?=\/|$)/, home)
    .replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => local.env[name] ?? whole)
    .replaceAll(/%[%a-z]/g, (token) => tokens[token] ?? token);
  return expanded.startsWith('/') ? expanded : `${home}/.ssh/${expanded}`;
}
