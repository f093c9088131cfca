import { verdictOf } from '../../src/policy/evaluate/verdict.ts';
import { snapshotOfManifests } from '../../src/policy/manifests/snapshot.ts';
import type { Party } from '../../src/policy/model/party.ts';
import type { PolicyProgram } from '../../src/policy/model/policy.ts';
import type { PolicySnapshot } from '../../src/policy/model/snapshot.ts';
import type { FlowProtocol, Traffic } from '../../src/policy/model/traffic.ts';
import type { FlowVerdict } from '../../src/policy/model/verdict.ts';

/** A cluster written as YAML, whose policies one dialect compiles. */
export interface PolicyCluster {
  readonly snapshot: PolicySnapshot;
  readonly program: PolicyProgram;
  /** Ends are 'namespace/pod', 'node NAME' or an address; traffic is '8080', 'UDP 53', 'ICMP 8/0' or a protocol's number. */
  readonly verdict: (from: string, to: string, traffic?: string) => FlowVerdict;
  /** The outcome of both sides: 'allow allow'. */
  readonly outcome: (from: string, to: string, traffic?: string) => string;
}

/** Reads a cluster from YAML documents and compiles its policies. */
export function policyCluster(
  yaml: string,
  compile: (snapshot: PolicySnapshot) => Omit<PolicyProgram, 'notEnforced'> & Partial<PolicyProgram>,
  change: (snapshot: PolicySnapshot) => PolicySnapshot = (snapshot) => snapshot,
): PolicyCluster {
  const snapshot = change(snapshotOfManifests([{ file: 'cluster.yaml', text: yaml }]).snapshot);
  const program: PolicyProgram = { notEnforced: [], ...compile(snapshot) };
  const verdict: PolicyCluster['verdict'] = (from, to, traffic = '8080') =>
    verdictOf(program, snapshot, {
      source: partyNamed(from, snapshot),
      destination: partyNamed(to, snapshot),
      traffic: trafficNamed(traffic),
    });
  return {
    snapshot,
    program,
    verdict,
    outcome: (from, to, traffic) => {
      const { egress, ingress } = verdict(from, to, traffic);
      return `${egress.outcome} ${ingress.outcome}`;
    },
  };
}

/** A pod in YAML, with an address made of its place. */
export function podYaml(name: string, labels: Readonly<Record<string, string>> = {}, more: PodMore = {}): string {
  const [namespace = 'default', pod = name] = name.split('/');
  const address = more.address ?? addressOf(name);
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace, labels },
    spec: {
      nodeName: more.node ?? 'node-1',
      serviceAccountName: more.serviceAccount ?? 'default',
      hostNetwork: more.hostNetwork ?? false,
      containers: [{ name: 'main', image: 'x', ports: more.ports ?? [] }],
    },
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  });
}

/** What differs from a plain pod. */
export interface PodMore {
  readonly address?: string;
  readonly node?: string;
  readonly serviceAccount?: string;
  readonly hostNetwork?: boolean;
  readonly ports?: readonly { readonly name: string; readonly containerPort: number; readonly protocol: string }[];
}

/** Any other object in YAML. */
export function objectYaml(
  apiVersion: string,
  kind: string,
  name: string,
  more: { readonly labels?: Readonly<Record<string, string>>; readonly [key: string]: unknown } = {},
): string {
  const { labels = {}, ...rest } = more;
  const [namespace, object] = name.includes('/') ? name.split('/') : [undefined, name];
  return JSON.stringify({ apiVersion, kind, metadata: { name: object, namespace, labels }, ...rest });
}

export function yamlOf(...documents: readonly string[]): string {
  return documents.join('\n---\n');
}

function addressOf(name: string): string {
  let sum = 7;
  for (const character of name) sum = (sum * 31 + character.charCodeAt(0)) % 60_000;
  return `10.244.${sum >> 8}.${sum & 255}`;
}

function partyNamed(name: string, { pods, nodes }: PolicySnapshot): Party {
  const pod = pods.find((one) => `${one.namespace}/${one.name}` === name);
  const node = nodes.find((one) => `node ${one.name}` === name);
  return pod ?? node ?? { kind: 'outside', address: name };
}

function trafficNamed(text: string): Traffic {
  const [first = '', second] = text.split(' ');
  if (second === undefined)
    return /^\d+$/.test(first) ? { protocol: 'TCP', port: Number(first) } : { protocol: named(first) };
  const [type, code] = second.split('/').map(Number);
  if (first.startsWith('ICMP'))
    return { protocol: named(first), icmp: { type: type ?? 0, ...(code === undefined ? {} : { code }) } };
  if (first === 'protocol') return { protocol: type ?? 0 };
  return { protocol: named(first), ...(type === undefined ? {} : { port: type }) };
}

function named(text: string): FlowProtocol {
  const names: readonly FlowProtocol[] = ['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6'];
  const found = names.find((one) => one === text);
  if (found === undefined) throw new Error(`${text} is no protocol`);
  return found;
}
