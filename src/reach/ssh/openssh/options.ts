import type { HostSettings } from '../host-settings.ts';

/** What every run of the machine's ssh is told beyond the operator's own settings. */
export interface OpenSshTarget {
  readonly program: string;
  readonly settings: HostSettings;
  /** A config file instead of the user's own. */
  readonly configFile: string | undefined;
  /** The user and port that were asked for, where they were. */
  readonly user: string | undefined;
  readonly port: number | undefined;
}

/**
 * Arguments of ssh up to its options' end. It never asks, never forwards, runs no local command, and refuses hosts whose
 * key is not known, whatever the config file says.
 */
export function openSshArgs(target: OpenSshTarget, own: readonly string[]): readonly string[] {
  const { settings, configFile, user, port } = target;
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    'ClearAllForwardings=yes',
    'ForwardAgent=no',
    'ForwardX11=no',
    'PermitLocalCommand=no',
    'RemoteCommand=none',
    'RequestTTY=no',
    `ConnectTimeout=${Math.ceil(settings.connectTimeout / 1000)}`,
    `ServerAliveInterval=${Math.ceil(settings.keepaliveInterval / 1000)}`,
    `ServerAliveCountMax=${settings.keepaliveCount}`,
  ];
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    // The first value of an option counts: what this run needs stands before what all are told.
    ...own,
    ...options.flatMap((option) => ['-o', option]),
  ];
}
