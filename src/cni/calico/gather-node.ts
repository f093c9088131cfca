import type { Fact, RawOutput } from '../../contracts/node-facts.ts';
import { parseCalicoBpf } from '../../tools/calico/bpf.ts';
import { calicoLine, calicoLogRules } from '../../tools/calico/log.ts';
import { parseCalicoctlGet } from '../../tools/calicoctl/get.ts';
import { parseLog } from '../../tools/log/reader.ts';
import type { CniNodeRecord } from '../evidence.ts';
import { readFact } from '../fact.ts';
import type { NodeReach } from '../knower.ts';
import { linesOf, whyNothing } from '../outputs.ts';
import { probeFailures } from '../probe-failures.ts';
import type { BgpNeed } from './bgp-need.ts';
import { type BgpSessions, sessionsOfBird, sessionsOfCalicoctl, sessionsOfStatus } from './bgp-sessions.ts';
import { poolOfTable } from './ip-pool.ts';
import type { CalicoOwn } from './own.ts';
import type { CalicoShared } from './shared.ts';

/** What of the cluster decides about what is read on a node. */
export interface NodeQuestions {
  readonly need: BgpNeed;
  readonly shared: CalicoShared | undefined;
  readonly bpf: boolean;
  /** Whether calicoctl is asked for what the API server does not tell: on one node of the cluster only. */
  readonly asksCalicoctl: boolean;
}

/** Reads on a node what Calico's own programs tell. */
export async function gatherCalicoNode(
  record: CniNodeRecord,
  reach: NodeReach,
  { need, shared, bpf, asksCalicoctl }: NodeQuestions,
): Promise<CalicoOwn> {
  const [sessions, log, drops, pools] = await Promise.all([
    sessionsOn(record, reach, need, shared),
    reach.agentLog(300),
    bpf ? bpfDrops(reach) : undefined,
    asksCalicoctl && shared?.pools.known !== true ? poolsByCalicoctl(reach) : undefined,
  ]);
  return {
    sessions,
    probeFailures: probeFailures(record, reach.inventory(), reach.now()),
    log: readFact(log, (lines) =>
      parseLog(lines, { line: calicoLine, rules: calicoLogRules })
        .items.filter(({ mark }) => mark === 'sick' || mark === 'odd')
        .slice(-20),
    ),
    drops,
    pools,
  };
}

/** By the least that is needed: birdcl in the pod, a CalicoNodeStatus that is there, calicoctl on the node with root. */
async function sessionsOn(
  record: CniNodeRecord,
  reach: NodeReach,
  need: BgpNeed,
  shared: CalicoShared | undefined,
): Promise<Fact<BgpSessions>> {
  if (need.state === 'off') return { known: false, why: need.sentence, from: undefined };
  const refusals: string[] = [];
  if (reach.hasAgent) {
    const outputs = await askBird(reach, shared);
    const found = sessionsOfBird(outputs);
    const [first] = outputs;
    if (found !== undefined && first !== undefined) return { known: true, value: found, from: first.id };
    refusals.push(`birdcl in calico-node says nothing of sessions: ${whyNothing(first)}`);
  } else refusals.push('There is no calico-node pod that birdcl could be run in.');
  const status =
    shared?.statuses.known === true ? shared.statuses.value.find(({ node }) => node === record.name) : undefined;
  const told = status && sessionsOfStatus(status, refusals.join(' '));
  if (told !== undefined && shared?.statuses.known === true)
    return { known: true, value: told, from: shared.statuses.from };
  refusals.push('No CalicoNodeStatus tells of it.');
  const output = await reach.onNode(['calicoctl', 'node', 'status'], {
    sudo: true,
    want: { files: true, privileged: true },
  });
  const ofHost = sessionsOfCalicoctl(output, refusals.join(' '));
  if (ofHost !== undefined) return { known: true, value: ofHost, from: output.id };
  refusals.push(`calicoctl node status on the node: ${whyNothing(output)}`);
  return { known: false, why: refusals.join(' '), from: output.id };
}

/** BIRD of each family that a pool is of; the socket lies where Calico puts it, else where birdcl looks by itself. */
async function askBird(reach: NodeReach, shared: CalicoShared | undefined): Promise<readonly RawOutput[]> {
  const pools = shared?.pools.known === true ? shared.pools.value : [];
  const six = pools.some(({ cidr }) => cidr.includes(':'));
  const four = !six || pools.some(({ cidr }) => !cidr.includes(':'));
  const ask = async (program: string, socket: string) => {
    const output = await reach.inAgent([program, '-s', `/var/run/calico/${socket}`, 'show', 'protocols']);
    if (sessionsOfBird([output])?.runs === true) return output;
    const plain = await reach.inAgent([program, 'show', 'protocols']);
    return sessionsOfBird([plain])?.runs === true ? plain : output;
  };
  return Promise.all([...(four ? [ask('birdcl', 'bird.ctl')] : []), ...(six ? [ask('birdcl6', 'bird6.ctl')] : [])]);
}

/** From 3.33 on one program holds all components. */
async function bpfDrops(reach: NodeReach): Promise<CalicoOwn['drops']> {
  const commands = [
    ['calico-node', '-bpf', 'counters', 'dump'],
    ['calico', 'component', 'node', 'bpf', 'counters', 'dump'],
  ];
  let last: RawOutput | undefined;
  for (const argv of commands) {
    last = await reach.inAgent(argv);
    const counters = parseCalicoBpf(linesOf(last)).items.flatMap((item) => (item.kind === 'counter' ? [item] : []));
    if (counters.length > 0) return { known: true, value: counters, from: last.id };
  }
  return { known: false, why: `eBPF’s counters: ${whyNothing(last)}`, from: last?.id };
}

async function poolsByCalicoctl(reach: NodeReach): Promise<CalicoOwn['pools']> {
  const output = await reach.onNode(['calicoctl', 'get', 'ippool', '-o', 'wide'], {
    sudo: true,
    want: { files: true },
  });
  const pools = parseCalicoctlGet(linesOf(output)).items.flatMap(({ pool }) =>
    pool === undefined ? [] : [poolOfTable(pool)],
  );
  return pools.length > 0
    ? { known: true, value: pools, from: output.id }
    : { known: false, why: `calicoctl get ippool: ${whyNothing(output)}`, from: output.id };
}
