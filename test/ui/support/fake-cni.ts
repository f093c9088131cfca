import type { CniCell, CniFinding, CniHealth, CniNode, CniState } from '../../../src/contracts/cni.ts';
import type { NodeWay } from '../../../src/contracts/node.ts';
import type { RawOutput, RawOutputId } from '../../../src/contracts/node-facts.ts';
import { noon } from './fake-rows.ts';

const way = (node: string): NodeWay => ({
  transport: 'ssh2',
  place: { kind: 'node', text: `node ${node} over ssh` },
  reason: 'ssh2 can do everything that is set for this host.',
  sees: 'host',
});

const cell = (text: string, health: CniHealth = 'ok'): CniCell => ({ text, health });

function nodeOf(node: string, more: Partial<CniNode>): CniNode {
  return {
    node,
    health: 'ok',
    cells: { fdb: cell('2/2'), neighbours: cell('2/2'), routes: cell('2/2'), mtu: cell('1450') },
    findings: [],
    odd: [],
    way: way(node),
    problem: undefined,
    at: noon - 20_000,
    ...more,
  };
}

const missing: CniFinding = {
  id: 'flannel/forwarding-entry',
  health: 'fault',
  sentence:
    'worker-1 has no forwarding entry for worker-2 (192.168.1.12), so packets to its pods are dropped before they leave the node',
  nextStep: 'Restart the flannel pod on worker-1: it writes the entry again.',
  from: ['out-1' as RawOutputId],
};

const settled: CniFinding = {
  id: 'common/ip-forward',
  health: 'ok',
  sentence: 'worker-1 forwards packets (net.ipv4.ip_forward = 1)',
  nextStep: undefined,
  from: [],
};

/** Three nodes: one without a forwarding entry, one well, one that cannot be reached. */
export const sickCni: CniState = {
  name: 'flannel',
  deep: true,
  sentence: 'flannel is sick on worker-1; worker-3 could not be looked into.',
  facts: [
    { name: 'net-conf.json', text: 'Network 10.244.0.0/16, backend vxlan', health: 'ok' },
    { name: 'policies', text: 'flannel enforces none, and no enforcer stands beside it', health: 'warning' },
  ],
  findings: [],
  columns: [
    { key: 'fdb', title: 'FDB' },
    { key: 'neighbours', title: 'NEIGH' },
    { key: 'routes', title: 'ROUTES' },
    { key: 'mtu', title: 'MTU' },
  ],
  nodes: [
    nodeOf('worker-1', {
      health: 'fault',
      cells: { fdb: cell('1/2', 'fault'), neighbours: cell('2/2'), routes: cell('2/2'), mtu: cell('1450') },
      findings: [missing, settled],
      odd: ['forwarding entries 1, others 2'],
    }),
    nodeOf('worker-2', {}),
    nodeOf('worker-3', {
      health: 'unknown',
      cells: {},
      way: undefined,
      problem: 'worker-3 could not be reached: ssh: connect to host 192.168.1.13 port 22: No route to host.',
      at: undefined,
    }),
  ],
  looking: false,
  asOf: noon - 20_000,
};

/** What was printed on worker-1. */
export const sickOutputs: readonly RawOutput[] = [
  {
    id: 'out-1' as RawOutputId,
    argv: ['bridge', '-j', 'fdb', 'show'],
    commandLine: "ssh worker-1 -- 'bridge -j fdb show'",
    at: noon - 20_000,
    text: '[{"mac":"82:3c:5a:0e:11:01","ifname":"flannel.1","dst":"192.168.1.13","state":"permanent"}]\n',
    errorText: '',
    end: { kind: 'exited', code: 0 },
    truncated: false,
  },
  {
    id: 'out-2' as RawOutputId,
    argv: ['nstat', '-az'],
    commandLine: "ssh worker-1 -- 'nstat -az'",
    at: noon - 20_000,
    text: '',
    errorText: 'sh: 1: nstat: not found',
    end: { kind: 'missing-program', program: 'nstat', message: 'sh: 1: nstat: not found' },
    truncated: false,
  },
];
