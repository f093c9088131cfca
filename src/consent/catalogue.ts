import { isBoundedCapture } from '../capture/session/tcpdump-argv.ts';
import { cniPrograms } from './cni-programs.ts';
import { nodeFiles, nodePrograms } from './node-programs.ts';

/** A program that only looks, as long as every argument is one of these. */
export interface ReadOnlyProgram {
  readonly program: string;
  /** Each argument must match one of these as a whole; what is not listed here is not read-only. */
  readonly accepts: readonly RegExp[];
  /** Flags whose value, the next argument, must match this instead. */
  readonly values?: ReadonlyMap<string, RegExp>;
  /** One of these must be among the arguments: without it the program does more than look. */
  readonly requires?: readonly string[];
  /** Decides alone, where arguments must be weighed together. */
  readonly looks?: (args: readonly string[]) => boolean;
}

const number = /^\d{1,6}(\.\d{1,3})?$/;
/** A name, an address, a port, a CIDR; never a flag. */
const word = /^[A-Za-z0-9_.:[\]][\w.:%[\]/-]*$/;

/**
 * The catalogue of programs that `observe` may run in containers and on nodes: they look, or send traffic that is bounded. It lists what
 * may be said to them rather than what may not: a flag that nobody thought of (`curl -o FILE`, `nc -e`, `ss -K`,
 * `ip link set`) is not in it. iperf3 puts load on a link; that it is bounded and asked for is the bandwidth dialog's matter.
 */
export const readOnlyPrograms: readonly ReadOnlyProgram[] = [
  { program: 'ping', accepts: [/^-[46nOqDvVcisWwMtIL]+$/, /^(do|want|dont|probe)$/, number, word] },
  { program: 'ping6', accepts: [/^-[nOqDvVcisWwMtIL]+$/, /^(do|want|dont|probe)$/, number, word] },
  { program: 'tracepath', accepts: [/^-[46nblmp]+$/, number, word] },
  { program: 'traceroute', accepts: [/^-[46nITUFqwmpfs]+$/, number, word] },
  { program: 'nc', accepts: [/^-[46nzvuwqNh]+$/, number, word] },
  { program: 'ncat', accepts: [/^-[46nzvuw]+$/, number, word] },
  { program: 'telnet', accepts: [/^-[46]$/, word] },
  {
    program: 'curl',
    accepts: [
      /^-[sSvkILmg46]+$/,
      /^--(silent|verbose|insecure|head|max-time|connect-timeout|noproxy|resolve|http1\.1|http2|ipv4|ipv6)$/,
      /^\*$/,
      number,
      /^(https?|telnet):\/\/[^\s@]+$/,
      // --resolve HOST:PORT:ADDRESS
      /^[\w.-]+:\d+:[\w.:[\]]+$/,
    ],
    values: new Map([
      ['-o', /^\/dev\/null$/],
      ['--output', /^\/dev\/null$/],
      // Not %output{FILE}, which newer ones know.
      ['-w', /^%\{json\}(\\n)?$/],
    ]),
  },
  {
    program: 'wget',
    accepts: [/^-[qSTt46]+$/, /^--(spider|server-response|timeout=\d+|tries=\d+)$/, number, /^https?:\/\/[^\s@]+$/],
    values: new Map([
      ['-O', /^(\/dev\/null|-)$/],
      // No proxy.
      ['-Y', /^off$/],
    ]),
    requires: ['-O', '--spider'],
  },
  { program: 'dig', accepts: [/^-[46tqpx]$/, /^\+[a-z]+(=\d+)?$/, /^@[\w.:%-]+$/, word] },
  { program: 'nslookup', accepts: [/^-(timeout|retry|type|query|port)=\w+$/, word] },
  { program: 'host', accepts: [/^-[46tWRvT]+$/, number, word] },
  { program: 'getent', accepts: [/^(hosts|ahosts|ahostsv4|ahostsv6)$/, word] },
  {
    program: 'iperf3',
    accepts: [
      /^-[cptiJPubRs146ZlMV]$/,
      /^--(connect-timeout|json-stream|forceflush|version|bidir|get-server-output)$/,
      /^\d+[KMGkmg]?$/,
      word,
    ],
  },
  { program: 'ss', accepts: [/^-[tuwxlanpeimHO46s]+$/] },
  {
    program: 'ip',
    accepts: [
      /^-(s|d|j|4|6|br|o|brief|json|details|statistics|family)$/,
      /^(addr|address|link|route|neigh|rule|show|list|ls|get|dev|table|to|from|iif|all|main|local|inet6?)$/,
      /^[\da-fA-F.:]+(\/\d+)?$/,
      /^(eth|ens|enp|cali|flannel|cilium|cni|veth|lo|vxlan|tunl|wg|bond|br)[\w.@-]*$/,
    ],
  },
  {
    program: 'cat',
    accepts: [
      /^\/etc\/(resolv\.conf|hosts|hostname|os-release|nsswitch\.conf)$/,
      /^\/proc\/(net|sys\/net)(\/\w[\w.-]*)*$/,
      /^\/sys\/class\/net\/\w[\w.-]*\/(mtu|address|operstate|speed|statistics\/\w+)$/,
      ...nodeFiles,
    ],
  },
  {
    program: 'crictl',
    accepts: [/^(pods|inspectp)$/, /^[0-9a-f]{12,64}$/],
    values: new Map([
      ['-o', /^json$/],
      ['--namespace', /^[\w.-]+$/],
      ['--name', /^[\w.-]+$/],
    ]),
  },
  {
    program: 'tcpdump',
    accepts: [],
    looks: (args) => isBoundedCapture(args) || (args.length === 1 && args[0] === '--version'),
  },
  { program: 'hostname', accepts: [/^-[iIfs]$/] },
  { program: 'uname', accepts: [/^-[asrm]$/] },
  { program: 'id', accepts: [] },
  { program: 'true', accepts: [] },
  ...nodePrograms,
  ...cniPrograms,
];
