import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import { isIP } from 'node:net';
import type {
  LabelSelector,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../inventory/records.ts';
import type { PolicyDirection } from '../../inventory/views.ts';
import { selectorProblems, selectorWords } from './selector.ts';

/** A NetworkPolicy in words. */
export interface PolicyWords {
  readonly selects: string;
  readonly ingress: PolicyDirection;
  readonly egress: PolicyDirection;
  /** What could not be understood, as sentences. */
  readonly notUnderstood: readonly string[];
}

interface Rule {
  readonly peers: readonly NetworkPolicyPeer[];
  readonly ports: readonly NetworkPolicyPort[];
}

const notGoverned: PolicyDirection = { effect: 'not-governed', rules: [] };

/** Says what a NetworkPolicy does to the pods it selects, as the API defines it; total over any JSON under `spec`. */
export function describePolicy(spec: NetworkPolicySpec): PolicyWords {
  const notUnderstood: string[] = [...selectorProblems(spec.podSelector ?? {}, 'The pod selector')];
  const ingress = rulesOf(spec.ingress, 'from', 'ingress', notUnderstood);
  const egress = rulesOf(spec.egress, 'to', 'egress', notUnderstood);
  // Without policyTypes every policy governs ingress, and egress when it has an egress rule.
  const types = Array.isArray(spec.policyTypes) && spec.policyTypes.length > 0 ? spec.policyTypes : undefined;
  for (const type of types ?? []) {
    if (type !== 'Ingress' && type !== 'Egress') notUnderstood.push(`The policy type ${String(type)} is unknown.`);
  }
  return {
    selects: podsWords(spec.podSelector ?? {}),
    ingress: types === undefined || types.includes('Ingress') ? direction(ingress, 'from') : notGoverned,
    egress: (types === undefined ? egress.length > 0 : types.includes('Egress'))
      ? direction(egress, 'to')
      : notGoverned,
    notUnderstood,
  };
}

function rulesOf(rules: unknown, peersKey: 'from' | 'to', where: string, problems: string[]): readonly Rule[] {
  if (rules === undefined || rules === null) return [];
  if (!Array.isArray(rules)) {
    problems.push(`The ${where} rules are no list.`);
    return [];
  }
  return rules.flatMap((rule: unknown, index) => {
    const name = `${where} rule ${index + 1}`;
    if (typeof rule !== 'object' || rule === null) {
      problems.push(`The ${name} is no rule.`);
      return [];
    }
    const read: Rule = {
      peers: entries(rule, peersKey, name, problems),
      ports: entries(rule, 'ports', name, problems),
    };
    for (const peer of read.peers) problems.push(...peerProblems(peer, name));
    for (const port of read.ports) problems.push(...portProblems(port, name));
    return [read];
  });
}

/** The API server has validated these lists' entries; what it has not, `peerProblems` and `portProblems` name. */
function entries(rule: object, key: string, name: string, problems: string[]): readonly object[] {
  const list: unknown = Reflect.get(rule, key);
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    problems.push(`The ${key} of ${name} is no list.`);
    return [];
  }
  return list.map((entry: unknown) => {
    if (isFields(entry)) return withoutNull(entry);
    problems.push(`The ${key} of ${name} has an entry that is none.`);
    // Kept as an empty entry: left out, it could make a rule of one peer a rule for everyone.
    return {};
  });
}

/** Null means what is absent. */
function withoutNull(entry: Fields): Fields {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null));
}

function direction(rules: readonly Rule[], preposition: 'from' | 'to'): PolicyDirection {
  if (rules.length === 0) return { effect: 'deny-all', rules: [] };
  if (rules.some((rule) => rule.peers.length === 0 && rule.ports.length === 0))
    return { effect: 'allow-all', rules: [] };
  return { effect: 'allow-some', rules: rules.map((rule) => ruleWords(rule, preposition)) };
}

function ruleWords({ peers, ports }: Rule, preposition: 'from' | 'to'): string {
  const who = peers.length === 0 ? 'anyone' : peers.map(peerWords).join(', or ');
  const where = ports.length === 0 ? 'any port' : ports.map(portWords).join(' or ');
  return `${preposition} ${who} on ${where}`;
}

function podsWords(selector: LabelSelector): string {
  const words = selectorWords(selector);
  return words === '' ? 'every pod' : `pods with ${words}`;
}

/** Within one peer, pod selector and namespace selector must both hold; without a namespace selector it is the policy's own. */
function peerWords(peer: NetworkPolicyPeer): string {
  if (peer.ipBlock !== undefined) {
    const except = exceptOf(peer.ipBlock);
    return `addresses in ${peer.ipBlock.cidr}${except.length > 0 ? ` except ${except.join(', ')}` : ''}`;
  }
  if (peer.namespaceSelector !== undefined) {
    const namespaces = selectorWords(peer.namespaceSelector);
    const pods = podsWords(peer.podSelector ?? {});
    return `${pods} in ${namespaces === '' ? 'any namespace' : `namespaces with ${namespaces}`}`;
  }
  if (peer.podSelector !== undefined) return `${podsWords(peer.podSelector)} in the same namespace`;
  return 'nobody that can be told';
}

function portWords({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): string {
  if (port === undefined) return `any ${protocol} port`;
  if (typeof port === 'string') return `${protocol} port named ${port}`;
  return endPort === undefined ? `${protocol} ${port}` : `${protocol} ${port}-${endPort}`;
}

function peerProblems(peer: NetworkPolicyPeer, name: string): readonly string[] {
  const { ipBlock, podSelector, namespaceSelector } = peer;
  const selectors = [podSelector, namespaceSelector].flatMap((one) =>
    one === undefined ? [] : selectorProblems(one, `A peer of ${name}`),
  );
  if (ipBlock !== undefined) {
    const mixed = podSelector !== undefined || namespaceSelector !== undefined;
    const bad = [ipBlock.cidr, ...exceptOf(ipBlock)].filter((cidr) => !isCidr(cidr));
    return [
      ...selectors,
      ...(mixed ? [`A peer of ${name} has an ipBlock beside a selector, which the API does not define.`] : []),
      ...bad.map((cidr) => `A peer of ${name} has the address block ${cidr}, which is no CIDR.`),
    ];
  }
  if (podSelector === undefined && namespaceSelector === undefined)
    return [`A peer of ${name} names no pods, namespaces or addresses that are known.`];
  return selectors;
}

function exceptOf({ except }: NonNullable<NetworkPolicyPeer['ipBlock']>): readonly string[] {
  const list: unknown = except;
  return Array.isArray(list) ? list.map(String) : [];
}

function isCidr(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const [address = '', length = '', ...rest] = text.split('/');
  const family = isIP(address);
  return rest.length === 0 && family !== 0 && /^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128);
}

function portProblems({ protocol = 'TCP', port, endPort }: NetworkPolicyPort, name: string): readonly string[] {
  const problems: string[] = [];
  if (!['TCP', 'UDP', 'SCTP'].includes(protocol))
    problems.push(`A port of ${name} has the unknown protocol ${protocol}.`);
  if (endPort === undefined) return problems;
  if (typeof port !== 'number') problems.push(`A port of ${name} has an endPort without a port number to begin at.`);
  else if (endPort < port) problems.push(`A port of ${name} ends at ${endPort}, before it begins at ${port}.`);
  return problems;
}
