import { isAbsolute, join } from 'node:path';

/** Where plumbline's own files lie, by the XDG Base Directory Specification. All absolute. */
export interface PlumblinePaths {
  /** $XDG_CONFIG_HOME/plumbline/config.yaml: written by the operator, never by plumbline. */
  readonly configFile: string;
  /** $XDG_STATE_HOME/plumbline: records, one folder per cluster below clusters/. */
  readonly stateFolder: string;
  /** $XDG_RUNTIME_DIR/plumbline: sockets and what must not survive a reboot. */
  readonly runtimeFolder: string;
  /** $XDG_CACHE_HOME/plumbline: compiled code, by the program's first file; it may go at any time. */
  readonly cacheFolder: string;
}

/** What the paths depend on besides the environment. */
export interface User {
  /** The home folder of the password database, for when HOME is not set. */
  readonly home: string;
  readonly uid: number;
  /** The folder for temporary files. */
  readonly temporary: string;
}

/**
 * The paths in this environment. Pure. Relative paths in XDG variables are ignored, as the specification demands. Without
 * XDG_RUNTIME_DIR (su, cron, many containers) a folder per user below the temporary one stands in.
 */
export function plumblinePaths(env: Readonly<Record<string, string | undefined>>, user: User): PlumblinePaths {
  const absolute = (name: string): string | undefined => {
    const value = env[name];
    return value !== undefined && isAbsolute(value) ? value : undefined;
  };
  const home = absolute('HOME') ?? user.home;
  const runtime = absolute('XDG_RUNTIME_DIR');
  return {
    configFile: join(absolute('XDG_CONFIG_HOME') ?? join(home, '.config'), 'plumbline', 'config.yaml'),
    stateFolder: join(absolute('XDG_STATE_HOME') ?? join(home, '.local', 'state'), 'plumbline'),
    runtimeFolder: runtime === undefined ? join(user.temporary, `plumbline-${user.uid}`) : join(runtime, 'plumbline'),
    cacheFolder: join(absolute('XDG_CACHE_HOME') ?? join(home, '.cache'), 'plumbline'),
  };
}
