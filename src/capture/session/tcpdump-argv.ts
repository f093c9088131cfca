import type { CaptureRequest } from '../../contracts/capture.ts';

/**
 * Enough for the headers of a packet within a tunnel, both over IPv6, with all options, for what an ICMP error quotes
 * and for the name that a DNS message asks for.
 */
export const headerSnapLength = 320;
const wholeSnapLength = 262_144;

/** How many bytes of each packet tcpdump is asked for. */
export function snapLength(depth: CaptureRequest['depth']): number {
  return depth === 'headers' ? headerSnapLength : wholeSnapLength;
}

/** What one tcpdump is asked for. */
export interface TcpdumpOptions {
  readonly device: string;
  readonly depth: CaptureRequest['depth'];
  /** It ends after so many packets. */
  readonly packets: number;
  /** '' for everything. */
  readonly filter: string;
}

/**
 * tcpdump that writes pcap to its stdout, packet by packet, and nothing else. Without -p where the device is a bridge:
 * what two of its ports say to each other is seen in promiscuous mode only; elsewhere that would only be one more line
 * in the kernel's log.
 */
export function tcpdumpArgv({ device, depth, packets, filter }: TcpdumpOptions): readonly string[] {
  const bounds = ['-s', String(snapLength(depth)), '-c', String(Math.max(1, Math.ceil(packets)))];
  const mode = isBridge(device) ? [] : ['-p'];
  return ['tcpdump', '-i', device, '-n', ...mode, '-U', '-w', '-', ...bounds, ...(filter === '' ? [] : ['--', filter])];
}

/** By its name, as CNIs and container runtimes give it. */
function isBridge(device: string): boolean {
  return /^(cni|cbr|br|docker|kube-bridge|virbr)[\w.-]*$/.test(device);
}

const flags: ReadonlySet<string> = new Set(['-n', '-p', '-U']);
const values: ReadonlyMap<string, RegExp> = new Map([
  ['-i', /^[A-Za-z0-9_][\w.@-]{0,31}$/],
  ['-w', /^-$/],
  ['-s', /^\d{1,6}$/],
  ['-c', /^\d{1,7}$/],
]);

/**
 * Whether these are the arguments of a capture as plumbline makes it: bounded, written to stdout, and nothing run or
 * written on the side. The filter is a program for the kernel that can only choose packets, so it may be any.
 */
export function isBoundedCapture(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  if (end !== -1 && args.length !== end + 2) return false;
  const given = new Set<string>();
  for (let index = 0; index < options.length; index += 1) {
    const option = options[index] ?? '';
    const value = values.get(option);
    if (value === undefined && !flags.has(option)) return false;
    if (given.has(option)) return false;
    given.add(option);
    if (value === undefined) continue;
    index += 1;
    if (!value.test(options[index] ?? '')) return false;
  }
  return ['-i', '-w', '-s', '-c'].every((option) => given.has(option));
}
