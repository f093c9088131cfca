import { levelOf, type LogLine, pairsLine } from '../log/line.ts';
import { logReader } from '../log/reader.ts';
import type { LogRule } from '../log/rules.ts';

/** Lines of calico-node (Felix, BIRD, confd), of the kernel for Log rules, and of eBPF traces, that tell how things are. */
export const calicoLogRules: readonly LogRule[] = [
  {
    pattern: /Failed to apply policy to endpoint, leaving it dirty/,
    mark: 'sick',
    meaning: 'Felix could not apply a policy to an endpoint (eBPF): what is enforced there is old',
  },
  {
    pattern: /calico-packet: .*\bSRC=(\S+) DST=(\S+) .*\bPROTO=(\S+)(?:.*\bDPT=(\d+))?/,
    mark: 'note',
    meaning: 'a Log rule saw $1 to $2, $3 $4',
  },
  {
    pattern: /bpf_trace_printk: (\S+): policy DENIED proto \d+ src (\S+) dest (\S+)/,
    mark: 'sick',
    meaning: 'eBPF at $1 denied $2 to $3',
  },
  {
    pattern: /bpf_trace_printk: (\S+): policy ALLOWED proto \d+ src (\S+) dest (\S+)/,
    mark: 'note',
    meaning: 'eBPF at $1 allowed $2 to $3',
  },
  { pattern: /BGP not established with (.*)/, mark: 'sick', meaning: 'no BGP session with $1' },
  { pattern: /unable to connect to BIRDv[46] socket/i, mark: 'sick', meaning: 'BIRD does not answer on its socket' },
  {
    pattern: /Failed to (?:connect to|reach) (?:the )?(?:datastore|apiserver|typha).*/i,
    mark: 'sick',
    meaning: 'calico-node does not reach its datastore',
  },
  { pattern: /calico-node.*(?:is shutting down|exiting)/i, mark: 'odd', meaning: 'calico-node stopped' },
  { pattern: /Calico node started successfully/, mark: 'healthy', meaning: 'calico-node started' },
  {
    pattern: /Number of node\(s\) with BGP peering established = (\d+)/,
    mark: 'healthy',
    meaning: 'BGP sessions established: $1',
  },
  {
    pattern: /Summarising \d+ dataplane reconciliation loops/,
    mark: 'healthy',
    meaning: 'Felix keeps the dataplane as it should be',
  },
];

/** Reads a saved log of Calico. */
export const calicoLogReader = logReader({
  tool: 'calico-log',
  about: 'logs of calico-node, the kernel’s packets, eBPF traces',
  line: calicoLine,
  rules: calicoLogRules,
});

/** A line of Felix and confd, of the kernel, of the trace pipe, of BIRD or of the start scripts. */
export function calicoLine(line: string): LogLine | undefined {
  const [, time, level = '', from, text] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d+) \[([A-Z]+)\]\[\d+\] (\S+(?: \d+)?): (.*)$/.exec(line) ?? [];
  if (text !== undefined) return { time, level: levelOf(level), from, text };
  const [, at, logged] =
    /^(\d{4}-\d\d-\d\dT\S+|[A-Z][a-z]{2}\s+\d+ \d\d:\d\d:\d\d|\[\s*\d+\.\d+\]) (?:\S+ kernel: )?(?:\[\s*\d+\.\d+\] )?(calico-packet: .*)$/.exec(
      line,
    ) ?? [];
  if (logged !== undefined) return { time: at, level: undefined, from: 'kernel', text: logged };
  const [, moment, traced] = /\s(\d+\.\d+): (bpf_trace_printk: .*)$/.exec(line) ?? [];
  if (traced !== undefined) return { time: moment, level: undefined, from: 'trace', text: traced };
  const [, , said] = /^bird6?: (<(?:\w+)> )?(.*)$/.exec(line) ?? [];
  if (said !== undefined)
    return { time: undefined, level: /<(?:ERR|FATAL|BUG)>/.test(line) ? 'error' : undefined, from: 'bird', text: said };
  if (/^(?:calico-packet: |Calico node started|Number of node|Readiness probe failed: )/.test(line))
    return { time: undefined, level: undefined, from: undefined, text: line };
  return pairsLine(line);
}
