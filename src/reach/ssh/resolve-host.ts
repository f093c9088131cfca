import { globSync, readFileSync } from 'node:fs';
import { PlumblineError } from '../../contracts/errors.ts';
import { type HostSettings, hostSettings, type LocalUser } from './host-settings.ts';
import { parseResolvedOptions } from './resolved-options.ts';
import { runProgram } from './run-program.ts';
import { type ReadConfig, readSshConfig } from './ssh-config.ts';

/** How hosts are resolved on this machine. */
export interface Resolver {
  readonly local: LocalUser;
  /** Where the machine's ssh is; undefined without one, then config files are read here. */
  readonly program: string | undefined;
  /** A config file instead of the user's and the machine's own (`ssh -F`). */
  readonly configFile: string | undefined;
}

/** A host with what ssh would do to reach it. */
export interface ResolvedHost {
  readonly settings: HostSettings;
  /** Lines of config files that could not be honoured for lack of an ssh program. */
  readonly skipped: readonly string[];
}

/** `[user@]host[:port]` of a ProxyJump or on a command line. */
export interface HostWords {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

const patience = 10_000;

/**
 * What ssh would do to reach a host: `ssh -G` where there is an ssh, else the config files read here. Rejects with a
 * sentence for names that could be taken for options or shell text, and for config files that ssh refuses.
 */
export async function resolveHost(
  resolver: Resolver,
  { host, user, port }: HostWords,
  signal?: AbortSignal,
): Promise<ResolvedHost> {
  requireHarmless(host, 'host');
  if (user !== undefined) requireHarmless(user, 'user');
  const { program, configFile, local } = resolver;
  if (program === undefined) return readHere(resolver, { host, ...(user && { user }), ...(port && { port }) });
  const answer = await runProgram(
    program,
    [
      '-G',
      ...(configFile === undefined ? [] : ['-F', configFile]),
      ...(user === undefined ? [] : ['-l', user]),
      ...(port === undefined ? [] : ['-p', String(port)]),
      '--',
      host,
    ],
    { deadline: patience, env: { ...process.env, ...local.env }, ...(signal && { signal }) },
  );
  if (answer.code === 0) {
    return { settings: hostSettings(host, parseResolvedOptions(answer.stdout), local), skipped: [] };
  }
  throw new PlumblineError(`ssh cannot say how to reach ${host}.`, {
    kind: 'configuration',
    operation: 'read the settings of ssh',
    object: `host ${host}`,
    serverMessage: answer.stderr.trim() || `ssh -G ended with ${answer.code ?? 'no answer'}`,
    nextStep: `Run ssh -G ${host} and mend what it complains about.`,
  });
}

function readHere(resolver: Resolver, { host, user, port }: HostWords): ResolvedHost {
  const { local, configFile } = resolver;
  const files = configFile === undefined ? [`${local.home}/.ssh/config`, '/etc/ssh/ssh_config'] : [configFile];
  const include: ReadConfig = (pattern) => {
    const path = pattern.replace(/^~(?=\/)/, local.home);
    const absolute = path.startsWith('/') ? path : `${local.home}/.ssh/${path}`;
    return globSync(absolute).sort().flatMap(textOf);
  };
  const { options, skipped } = readSshConfig(host, files.flatMap(textOf), include);
  const given = new Map(options);
  if (user !== undefined) given.set('user', [user]);
  if (port !== undefined) given.set('port', [String(port)]);
  return { settings: hostSettings(host, given, local), skipped };
}

function textOf(file: string): readonly string[] {
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    return [];
  }
}

/** Reads `[user@]host[:port]` and `ssh://[user@]host[:port]`; an address with colons stands in brackets. */
export function hostWords(text: string): HostWords {
  const bare = text.replace(/^ssh:\/\//, '').replace(/\/$/, '');
  const match = /^(?:(.*)@)?(?:\[([^\]]+)\]|([^:@]+|[^@]*:[^@]*:[^@]*))(?::(\d{1,5}))?$/.exec(bare);
  const [, user, bracketed, plain, port] = match ?? [];
  return {
    host: bracketed ?? plain ?? bare,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

/** Names come from the cluster, and config files may hand them to a shell: only what cannot be text of one passes. */
function requireHarmless(name: string, what: 'host' | 'user'): void {
  if (/^[A-Za-z0-9_.:%[\]][A-Za-z0-9_.:%[\]@+-]*$/.test(name) && name.length <= 255) return;
  throw new PlumblineError(`This is no name of a ${what} that ssh may be given: ${JSON.stringify(name)}.`, {
    kind: 'usage',
    operation: `reach a node over ssh`,
    nextStep:
      'Letters, digits and . _ : - are fine. Another name for a node stands in the config file under ssh.hosts.',
  });
}
