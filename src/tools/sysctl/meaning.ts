import { countWords, listWords } from '../../text/words.ts';
import type { Meaning } from '../reading/judged.ts';
import type { KernelSetting } from './parse.ts';

/** What kernel settings mean for pods' packets: forwarding, reverse path filter, bridged packets, connection tracking. */
export function meaningOfSettings(settings: readonly KernelSetting[]): Meaning {
  const faults: string[] = [];
  const warnings: string[] = [];
  const fine: string[] = [];
  const value = (name: string) => settings.find((setting) => setting.name === name)?.value;

  const stopped = notForwarding(settings);
  if (stopped !== undefined) faults.push(`${stopped}: packets of pods are dropped here without a word`);
  else if (value('net.ipv4.ip_forward') === '1') fine.push('it forwards IPv4');

  const strict = strictFilters(settings);
  if (strict.length > 0)
    warnings.push(
      `The reverse path filter is strict on ${listWords(strict)}: packets that come another way than answers would leave are dropped`,
    );
  else if (settings.some(({ name, value: text }) => name.endsWith('.rp_filter') && text !== undefined))
    fine.push('no strict reverse path filter');

  const bridged = settings.find(({ name }) => name === 'net.bridge.bridge-nf-call-iptables');
  if (bridged?.value === '0') warnings.push(`${bridged.name} is 0: packets on a bridge pass Services and policies by`);
  if (bridged?.value === '1') fine.push('bridged packets pass iptables');
  if (bridged?.error !== undefined)
    warnings.push(`${bridged.name} is not there: the module br_netfilter is not loaded`);

  const count = Number(value('net.netfilter.nf_conntrack_count'));
  const most = Number(value('net.netfilter.nf_conntrack_max'));
  if (most > 0 && count >= 0) {
    const words = `${count} of ${most} connections tracked`;
    if (count >= most * 0.95) faults.push(`${words}: the table is full, new connections are dropped`);
    else if (count >= most * 0.8) warnings.push(`${words}: the table is nearly full`);
    else fine.push(words);
  }

  const absent = settings.filter(({ name, error }) => error !== undefined && name !== bridged?.name);
  const notes = absent.length === 0 ? [] : [`not there: ${listWords(absent.map(({ name }) => name))}`];
  const bad = [...faults, ...warnings];
  if (bad.length > 0)
    return { state: faults.length > 0 ? 'fault' : 'warning', sentence: [...bad, ...notes].join('; ') };
  if (fine.length > 0)
    return { state: 'ok', sentence: [...fine, ...notes].join('; ').replace(/^./, (one) => one.toUpperCase()) };
  return {
    state: 'unknown',
    sentence: [
      `${countWords(settings.length, 'setting')}, none of those that decide over pods' packets`,
      ...notes,
    ].join('; '),
  };
}

/** Devices whose effective filter, the greater of `all` and their own, is 1 (strict); 'all' when no device is named. */
function strictFilters(settings: readonly KernelSetting[]): readonly string[] {
  const filters = settings.flatMap(({ name, value }) => {
    const [, device] = /^net\.ipv4\.conf\.(.+)\.rp_filter$/.exec(name) ?? [];
    return device === undefined || value === undefined
      ? []
      : [{ device: device.replaceAll('/', '.'), mode: Number(value) }];
  });
  const all = filters.find(({ device }) => device === 'all')?.mode ?? 0;
  const devices = filters.filter(({ device }) => device !== 'all' && device !== 'default' && device !== 'lo');
  const strict = devices.filter(({ mode }) => Math.max(all, mode) === 1).map(({ device }) => device);
  if (strict.length > 0) return strict;
  return devices.length === 0 && all === 1 ? ['every device'] : [];
}

/** Which settings keep IPv4 packets from being forwarded; the one for everything is told alone, for it sets the others. */
function notForwarding(settings: readonly KernelSetting[]): string | undefined {
  const off = settings.filter(({ value }) => value === '0').map(({ name }) => name);
  const whole = ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'].find((name) => off.includes(name));
  if (whole !== undefined) return `${whole} is 0`;
  const devices = off.flatMap((name) => /^net\.ipv4\.conf\.(.+)\.forwarding$/.exec(name)?.[1] ?? []);
  const ours = devices.filter((device) => device !== 'lo').map((device) => device.replaceAll('/', '.'));
  return ours.length === 0 ? undefined : `Forwarding is 0 on ${listWords(ours)}`;
}
