import type { CniFact, CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import { type Fields, fieldsOf, numberOf, textOf } from '../../inventory/prune/fields.ts';
import { fullStop, listWords } from '../../text/words.ts';
import { finding } from '../common/rule.ts';
import type { CalicoPool } from './ip-pool.ts';

/** A FelixConfiguration: what is set, nothing that is left to Felix. */
export interface FelixSettings {
  /** Undefined: of all nodes ('default'); else of one node ('node.worker-1'). */
  readonly node: string | undefined;
  readonly spec: Fields;
}

export function felixSettingsOf(object: Fields): FelixSettings | undefined {
  const name = textOf(fieldsOf(object, 'metadata'), 'name');
  if (name !== 'default' && !name.startsWith('node.')) return undefined;
  return { node: name === 'default' ? undefined : name.slice('node.'.length), spec: fieldsOf(object, 'spec') };
}

/** What is set for a node: its own values before those of all. */
export function felixSpecFor(node: string | undefined, settings: readonly FelixSettings[]): Fields {
  const of = (name: string | undefined) => settings.find((one) => one.node === name)?.spec ?? {};
  return { ...of(undefined), ...(node === undefined ? {} : of(node)) };
}

type Wording = (spec: Fields) => string | undefined;

const flag =
  (key: string, on: string, off: string): Wording =>
  (spec) =>
    typeof spec[key] === 'boolean' ? (spec[key] ? on : off) : undefined;

const value =
  (key: string, words: (value: string) => string | undefined): Wording =>
  (spec) => {
    const found = textOf(spec, key) || numberOf(spec, key)?.toString();
    return found === undefined ? undefined : words(found);
  };

/** What each setting that matters to connections means, by its name in the object. */
const wordings: Readonly<Record<string, Wording>> = {
  bpfEnabled: flag('bpfEnabled', 'eBPF carries the packets', 'the kernel carries the packets, not eBPF'),
  nftablesMode: value('nftablesMode', (mode) => `nftables: ${mode}`),
  iptablesBackend: value('iptablesBackend', (backend) => `iptables backend ${backend}`),
  defaultEndpointToHostAction: value('defaultEndpointToHostAction', (action) =>
    action === 'Drop'
      ? 'what pods send to their own node is dropped unless a policy allows it'
      : action === 'Accept'
        ? 'pods may send to their own node'
        : 'what pods send to their own node goes through the node’s own rules',
  ),
  interfacePrefix: value('interfacePrefix', (prefix) => `pods’ devices begin with ${prefix}`),
  vxlanEnabled: flag('vxlanEnabled', 'VXLAN on', 'VXLAN off'),
  ipipEnabled: flag('ipipEnabled', 'IPIP on', 'IPIP off'),
  vxlanMTU: value('vxlanMTU', (mtu) => (mtu === '0' ? undefined : `MTU ${mtu} over VXLAN`)),
  ipipMTU: value('ipipMTU', (mtu) => (mtu === '0' ? undefined : `MTU ${mtu} over IPIP`)),
  wireguardMTU: value('wireguardMTU', (mtu) => (mtu === '0' ? undefined : `MTU ${mtu} over WireGuard`)),
  mtuIfacePattern: value('mtuIfacePattern', (pattern) => `the MTU is found by devices that match ${pattern}`),
  vxlanPort: value('vxlanPort', (port) => `VXLAN on UDP ${port}`),
  vxlanVNI: value('vxlanVNI', (id) => `VXLAN network ${id}`),
  wireguardEnabled: flag('wireguardEnabled', 'packets between nodes are encrypted with WireGuard', 'no encryption'),
  chainInsertMode: value('chainInsertMode', (mode) =>
    mode === 'Append' ? 'rules come after those of others, which may decide before them' : undefined,
  ),
  programClusterRoutes: value('programClusterRoutes', (which) => `Felix makes the routes between nodes: ${which}`),
  logSeverityScreen: value('logSeverityScreen', (level) => `log level ${level}`),
  logFilePath: value('logFilePath', (path) => (path === 'none' ? 'no log file on the node' : `log file ${path}`)),
  bpfLogLevel: value('bpfLogLevel', (level) => `eBPF log level ${level}`),
  bpfDataIfacePattern: value('bpfDataIfacePattern', (pattern) => `eBPF on devices that match ${pattern}`),
  bpfExternalServiceMode: value('bpfExternalServiceMode', (mode) => `Services from outside by ${mode}`),
  failsafeInboundHostPorts: (spec) =>
    Array.isArray(spec['failsafeInboundHostPorts'])
      ? `${spec['failsafeInboundHostPorts'].length} inbound ports of nodes are never closed by policies`
      : undefined,
};

/** Felix' settings in words, one fact for all nodes and one for each node with its own. */
export function felixFacts(settings: Fact<readonly FelixSettings[]>): readonly CniFact[] {
  if (!settings.known) return [{ name: 'felix', text: fullStop(settings.why), health: 'unknown' }];
  if (settings.value.length === 0)
    return [{ name: 'felix', text: 'nothing is set, so its defaults hold', health: 'ok' }];
  return settings.value.map(({ node, spec }) => {
    const words = Object.values(wordings).flatMap((wording) => wording(spec) ?? []);
    const others = Object.keys(spec).filter((key) => !Object.hasOwn(wordings, key));
    return {
      name: node === undefined ? 'felix' : `felix on ${node}`,
      text:
        [...words, ...(others.length === 0 ? [] : [`also set: ${listWords(others)}`])].join('; ') || 'nothing is set',
      health: 'ok',
    };
  });
}

/** Settings that contradict the pools, do nothing, or cost much. */
export function felixFindings(
  settings: Fact<readonly FelixSettings[]>,
  pools: readonly CalicoPool[] | undefined,
): readonly CniFinding[] {
  if (!settings.known) return [];
  const from = [settings];
  return settings.value.flatMap(({ node, spec }) => {
    const where = node === undefined ? 'Felix' : `Felix on ${node}`;
    const warn = (id: string, sentence: string, nextStep?: string) =>
      finding(id, 'warning', sentence, { ...(nextStep !== undefined && { nextStep }), from });
    const needs = (encapsulation: CalicoPool['encapsulation']) =>
      (pools ?? [])
        .filter((pool) => pool.disabled !== true && pool.encapsulation === encapsulation)
        .map(({ name }) => name);
    const forbidden = (key: string, encapsulation: 'vxlan' | 'ipip') =>
      spec[key] === false && needs(encapsulation).length > 0
        ? [
            finding(
              'calico/felix-tunnel',
              'fault',
              `${where} is told to use no ${encapsulation === 'vxlan' ? 'VXLAN' : 'IPIP'} (${key}: false), and the IP ${needs(encapsulation).length === 1 ? 'pool' : 'pools'} ${listWords(needs(encapsulation))} needs it.`,
              { nextStep: `Remove ${key} from the FelixConfiguration: Felix then goes by the pools.`, from },
            ),
          ]
        : [];
    return [
      ...forbidden('vxlanEnabled', 'vxlan'),
      ...forbidden('ipipEnabled', 'ipip'),
      ...('policyAuditMode' in spec
        ? [
            warn(
              'calico/felix-unknown-field',
              'The FelixConfiguration sets policyAuditMode, which Calico does not know: it does nothing.',
              'To see what policies would deny use staged policies, rules that log, or flow logs.',
            ),
          ]
        : []),
      ...(/^debug$/i.test(textOf(spec, 'logSeverityScreen'))
        ? [
            warn(
              'calico/felix-log',
              `${where} writes its log at level Debug: many lines a second, and no packet among them.`,
            ),
          ]
        : []),
      ...(/^debug$/i.test(textOf(spec, 'bpfLogLevel')) && spec['bpfEnabled'] === true
        ? [
            warn(
              'calico/felix-log',
              `${where} traces every packet of eBPF (bpfLogLevel: Debug): that is slow.`,
              'Set bpfLogLevel: "Off".',
            ),
          ]
        : []),
      // Others, bpfConnectTimeLoadBalancing above all, the operator writes whether eBPF is on or off.
      ...(spec['bpfEnabled'] !== true && 'bpfDataIfacePattern' in spec
        ? [warn('calico/felix-bpf-unused', `${where} has settings of eBPF, which is not switched on: they do nothing.`)]
        : []),
      ...('bpfConnectTimeLoadBalancingEnabled' in spec
        ? [
            warn(
              'calico/felix-deprecated',
              'bpfConnectTimeLoadBalancingEnabled is deprecated: bpfConnectTimeLoadBalancing takes its place.',
            ),
          ]
        : []),
    ];
  });
}
