import { shellProgram } from '../shell/program.ts';
import { cat, date, env, hostname, id, ls, ps, sleep, uname, which } from './basics.ts';
import { chroot } from './chroot.ts';
import { bridge } from './bridge.ts';
import { cniTool } from './cni-tool.ts';
import { curl } from './curl.ts';
import { dig } from './dig.ts';
import { echo, falseProgram, kill, printf, trueProgram } from './as-builtins.ts';
import { getent } from './getent.ts';
import { ip } from './ip.ts';
import { iperf3 } from './iperf3.ts';
import { conntrack, nstat, sysctl } from './kernel-numbers.ts';
import { nc } from './nc.ts';
import { nslookup } from './nslookup.ts';
import { ping } from './ping.ts';
import type { Program } from './program.ts';
import { sudo } from './sudo.ts';
import { grep, head, seq, tail, wc } from './text-filters.ts';
import { telnet } from './telnet.ts';
import { timeout } from './timeout.ts';
import { wget } from './wget.ts';

const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['bash', shellProgram('bash')],
  ['birdcl', cniTool],
  ['birdcl6', cniTool],
  ['calico-node', cniTool],
  ['bridge', bridge],
  ['cat', cat],
  ['cilium-dbg', cniTool],
  ['cilium-health', cniTool],
  ['chroot', chroot],
  ['conntrack', conntrack],
  ['curl', curl],
  ['date', date],
  ['dig', dig],
  ['echo', echo],
  ['env', env],
  ['false', falseProgram],
  ['getent', getent],
  ['grep', grep],
  ['head', head],
  ['hostname', hostname],
  ['hubble', cniTool],
  ['id', id],
  ['ip', ip],
  ['iperf3', iperf3],
  ['kill', kill],
  ['ls', ls],
  ['nc', nc],
  ['nslookup', nslookup],
  ['nstat', nstat],
  ['ping', ping],
  ['printenv', env],
  ['printf', printf],
  ['ps', ps],
  ['seq', seq],
  ['sh', shellProgram('sh')],
  ['sleep', sleep],
  ['sudo', sudo],
  ['sysctl', sysctl],
  ['tail', tail],
  ['telnet', telnet],
  ['timeout', timeout],
  ['true', trueProgram],
  ['uname', uname],
  ['wc', wc],
  ['wget', wget],
  ['which', which],
]);

/** A program by its name or path, where the simulation has it. */
export function findProgram(name: string): Program | undefined {
  return programs.get(name.split('/').at(-1) ?? name);
}
