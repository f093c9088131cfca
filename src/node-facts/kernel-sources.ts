import { parseConntrack } from '../tools/conntrack/parse.ts';
import { parseConntrackStat } from '../tools/conntrack/proc-stat.ts';
import { type DeviceWord, parseEthtool } from '../tools/ethtool/parse.ts';
import { type KernelCounter, parseNstat } from '../tools/nstat/parse.ts';
import { parseProcCounters } from '../tools/nstat/proc-net.ts';
import { parseSysctl } from '../tools/sysctl/parse.ts';
import { type CommandOutput, complaintOf, whyNotDone } from './command-output.ts';
import { pathOfSetting, sameSetting } from './setting-names.ts';
import { listSource, neverEmpty, type Read, readList, type Source } from './source.ts';

/** Kernel settings, and why those that could not be read are absent. */
export interface Settings {
  readonly values: Readonly<Record<string, string>>;
  readonly absent: Readonly<Record<string, string>>;
}

/** Asks for kernel settings by name; those that do not exist make the program fail, but not the others unknown. */
export function settingsSource(names: readonly string[]): Source<Settings> {
  return {
    name: 'settings',
    commands: [{ argv: ['sysctl', ...names] }, { argv: ['grep', '-H', '', ...names.map(pathOfSetting)] }],
    read: (output) => readSettings(output, names),
  };
}

function readSettings(output: CommandOutput, names: readonly string[]): Read<Settings> {
  const { end, stdout, stderr, truncated } = output;
  if (end.kind !== 'exited' || truncated) return { known: false, why: whyNotDone(output) ?? 'it was cut' };
  const values: Record<string, string> = {};
  const absent: Record<string, string> = {};
  const named = (name: string) => names.find((asked) => sameSetting(asked, name));
  for (const line of stdout) {
    const [, path, told] = /^(\/proc\/sys\/[^:]+):(.*)$/.exec(line) ?? [];
    const [setting] = path === undefined ? parseSysctl([line]).items : [{ name: path, value: told?.trim() }];
    const name = setting === undefined ? undefined : named(setting.name);
    if (name !== undefined && setting?.value !== undefined) values[name] = setting.value;
  }
  for (const name of names) {
    if (values[name] !== undefined) continue;
    const complaint = stderr.find((line) =>
      [...line.matchAll(/[\w./@-]{8,}/g)].some(([word]) => sameSetting(name, word.replace(/[.:]+$/, ''))),
    );
    absent[name] = complaint?.trim() ?? 'nothing was printed for it';
  }
  if (Object.keys(values).length > 0) return { known: true, value: { values, absent } };
  return { known: false, why: `${output.command.argv[0] ?? ''} told nothing: ${complaintOf(output) ?? 'not a word'}` };
}

export const countersSource: Source<readonly KernelCounter[]> = neverEmpty({
  name: 'counters',
  commands: [
    // -s: without it nstat writes a file of its own.
    { argv: ['nstat', '-aszj'] },
    { argv: ['nstat', '-asz'] },
    { argv: ['cat', '/proc/net/netstat', '/proc/net/snmp'] },
  ],
  read: (output) => readList(output, output.command.argv[0] === 'cat' ? parseProcCounters : parseNstat),
});

/** Of all CPUs together, since boot. */
export const connectionCountersSource: Source<Readonly<Record<string, number>>> = {
  name: 'connection-counters',
  commands: [{ argv: ['conntrack', '-S'], sudo: true }, { argv: ['cat', '/proc/net/stat/nf_conntrack'] }],
  read: (output) => {
    const read = readList(output, output.command.argv[0] === 'cat' ? parseConntrackStat : parseConntrack);
    if (!read.known) return read;
    const totals: Record<string, number> = {};
    for (const item of read.value) {
      if (item.kind !== 'counters') continue;
      for (const [name, value] of Object.entries(item.counters)) totals[name] = (totals[name] ?? 0) + value;
    }
    return Object.keys(totals).length > 0
      ? { known: true, value: totals }
      : { known: false, why: 'no counter of tracked connections was printed' };
  },
};

/** The features of one device. */
export function offloadsSource(device: string): Source<readonly DeviceWord[]> {
  return listSource(`offloads ${device}`, [['ethtool', '-k', device]], parseEthtool);
}

export const kernelSource: Source<string> = oneLineSource('kernel', ['uname', '-r'], (line) => line);

/** Another one after each start of the machine. */
export const bootSource: Source<string> = oneLineSource('boot', ['cat', '/proc/sys/kernel/random/boot_id'], (line) =>
  /^[0-9a-f-]{36}$/i.test(line) ? line : undefined,
);

/**
 * Seconds by which the node's clock is ahead, behind where negative: as much as is certain, which is what the time of
 * asking does not explain. 0 where it explains all.
 */
export const clockSource: Source<number> = {
  name: 'clock',
  // BusyBox knows no %N: it prints nothing for it, or the letter.
  commands: [{ argv: ['date', '+%s.%N'] }],
  read: (output) => {
    const why = whyNotDone(output);
    if (why !== undefined) return { known: false, why };
    const [, seconds, fraction = ''] = /^(\d{9,11})(?:\.(\d{9}))?/.exec(output.stdout[0]?.trim() ?? '') ?? [];
    if (seconds === undefined)
      return { known: false, why: `what date printed is no time: ${complaintOf(output) ?? 'nothing'}` };
    const earliest = Number(seconds) + Number(`0.${fraction || 0}`);
    const latest = fraction === '' ? earliest + 1 : earliest;
    const ahead = Math.max(0, earliest - output.at / 1000);
    const behind = Math.max(0, output.askedAt / 1000 - latest);
    return { known: true, value: Math.round((ahead - behind) * 1000) / 1000 };
  },
};

function oneLineSource(
  name: string,
  argv: readonly string[],
  take: (line: string) => string | undefined,
): Source<string> {
  return {
    name,
    commands: [{ argv }],
    read: (output) => {
      const why = whyNotDone(output);
      if (why !== undefined) return { known: false, why };
      const value = take(output.stdout[0]?.trim() ?? '');
      return value === undefined || value === ''
        ? { known: false, why: `what ${argv[0] ?? ''} printed is not understood` }
        : { known: true, value };
    },
  };
}
