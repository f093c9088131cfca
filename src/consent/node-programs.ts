import type { ReadOnlyProgram } from './catalogue.ts';

/** A folder as a container may have it that mounts the node's below one of its own: '/host', '/rootfs/host'. */
const mounted = '(?:/[\\w-]+){0,6}?';
/** Folders of CNI configuration and of its plugins, of every distribution that is known. */
const cniConfiguration = `${mounted}/(?:etc/cni/net\\.d|args/cni-network|kubernetes/cni/net\\.d)`;
const cniPlugins = `${mounted}/(?:cni/bin|current/bin|libexec/cni|lib/cni)`;
const device = /^[A-Za-z][\w.@-]{0,15}$/;
const time =
  /^[\d:T.+Z -]+$|^\d+ ?(?:s|sec|seconds?|m|min|minutes?|h|hours?|d|days?) ago$|^-\d+(?:s|m|min|h|d)$|^(?:today|yesterday|now)$/;
const count = /^\d{1,6}$/;

/**
 * Programs that tell of a node, for the catalogue. A setting is read by its name, never `name=value`; nstat may not write its
 * file, date not set the clock, and of files only those are read that plumbline asks for.
 */
export const nodePrograms: readonly ReadOnlyProgram[] = [
  {
    program: 'bridge',
    accepts: [/^-(?:s|d|j|p|json|details)$/, /^(?:fdb|link|vlan|mdb|show|dev|br)$/],
    values: new Map([
      ['dev', device],
      ['br', device],
    ]),
    requires: ['show'],
  },
  { program: 'sysctl', accepts: [/^-[en]$/, /^net[./][\w./@-]+$/] },
  { program: 'nstat', accepts: [/^-[ajz]*s[ajz]*$/, /^[A-Z]\w+$/], requires: ['-aszj', '-asz', '-as', '-s'] },
  { program: 'conntrack', accepts: [/^-[SCL]$/], requires: ['-S', '-C', '-L'] },
  ...['iptables', 'ip6tables'].flatMap((program): ReadOnlyProgram[] => [
    { program, accepts: [/^(?:--version|-V)$/], requires: ['--version', '-V'] },
    { program: `${program}-save`, accepts: [/^-c$/] },
    { program: `${program}-legacy-save`, accepts: [/^-c$/] },
    { program: `${program}-nft-save`, accepts: [/^-c$/] },
  ]),
  { program: 'nft', accepts: [/^-[jnas]$/, /^list$/, /^ruleset$/], requires: ['list'] },
  { program: 'ethtool', accepts: [], values: new Map(['-k', '-i', '-S', '-g'].map((flag) => [flag, device] as const)) },
  { program: 'date', accepts: [/^\+%s(?:\.%N)?$/], requires: ['+%s', '+%s.%N'] },
  { program: 'ls', accepts: [/^-1A$/, new RegExp(`^${cniConfiguration}$`), new RegExp(`^${cniPlugins}$`)] },
  {
    program: 'grep',
    accepts: [
      /^-H$/,
      // The pattern that every line has.
      /^$/,
      /^\/proc\/sys\/net(?:\/\w[\w.@-]*)+$/,
      new RegExp(`^${cniConfiguration}/\\w[\\w.-]*\\.(?:conf|conflist|json)$`),
    ],
    requires: ['-H'],
  },
  {
    program: 'journalctl',
    accepts: [/^-[kfqa]$/, /^--(?:no-pager|utc|quiet|follow|dmesg|no-hostname)$/],
    values: new Map([
      ['-u', /^[\w@.-]+$/],
      ['-n', count],
      ['-o', /^(?:short|short-iso|short-iso-precise|short-unix|cat|json)$/],
      ['--since', time],
      ['-S', time],
    ]),
    requires: ['--no-pager'],
  },
  { program: 'dmesg', accepts: [/^-[Tw]$/, /^--(?:follow|time-format=(?:iso|ctime))$/] },
  {
    program: 'tail',
    accepts: [/^-[Ffq]$/, /^\/var\/log(?:\/\w[\w.@-]*)+$/],
    values: new Map([['-n', /^\+?\d{1,6}$/]]),
  },
  {
    program: 'systemctl',
    accepts: [/^(?:list-units|is-active)$/, /^--(?:no-pager|all|plain|no-legend|type=service)$/, /^[\w@-]+\.service$/],
    requires: ['list-units', 'is-active'],
  },
];

/** Files of a node that `cat` may read beside those of /proc/net. */
export const nodeFiles: readonly RegExp[] = [
  new RegExp(`^${mounted}/run/flannel/subnet\\.env$`),
  /^\/proc\/sys\/kernel\/random\/boot_id$/,
];
