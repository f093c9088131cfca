import type {
  WrittenPeer,
  WrittenPolicy,
  WrittenPort,
  WrittenRule,
  WrittenSelector,
} from './random-network-policies.ts';

/*
 * NetworkPolicy as the API's own text says it, one flow at a time and with nothing shared with the engine: what is tested must
 * not be what tests it. IPv4 only.
 */

/** A pod, or an address outside when it has no namespace. */
export interface PlainParty {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  readonly address: string;
  readonly ports?: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
}

/** Whether the flow is allowed: both ends must allow it, and a pod always reaches itself. */
export function plainlyAllowed(
  policies: readonly WrittenPolicy[],
  source: PlainParty,
  destination: PlainParty,
  protocol: string,
  port: number,
): boolean {
  if (source === destination) return true;
  const side = (type: 'Ingress' | 'Egress', own: PlainParty, other: PlainParty): boolean => {
    const isolating = policies.filter(
      ({ metadata, spec }) =>
        metadata.namespace === own.namespace &&
        fits(spec.podSelector ?? {}, own.labels ?? {}) &&
        typesOf(spec).includes(type),
    );
    if (isolating.length === 0) return true;
    return isolating.some(({ metadata, spec }) =>
      ((type === 'Ingress' ? spec.ingress : spec.egress) ?? []).some(
        (rule) =>
          admitsPeer(rule, other, metadata.namespace) && admitsPort(rule.ports ?? [], protocol, port, destination),
      ),
    );
  };
  return side('Egress', source, destination) && side('Ingress', destination, source);
}

function typesOf({ policyTypes, egress }: WrittenPolicy['spec']): readonly string[] {
  if (policyTypes !== undefined && policyTypes.length > 0) return policyTypes;
  return egress !== undefined && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function admitsPeer(rule: WrittenRule, other: PlainParty, namespace: string): boolean {
  const peers = rule.from ?? rule.to ?? [];
  return peers.length === 0 || peers.some((peer) => isPeer(peer, other, namespace));
}

function isPeer(
  { ipBlock, podSelector, namespaceSelector }: WrittenPeer,
  other: PlainParty,
  namespace: string,
): boolean {
  if (ipBlock !== undefined)
    return isIn(other.address, ipBlock.cidr) && !(ipBlock.except ?? []).some((block) => isIn(other.address, block));
  if (other.namespace === undefined) return false;
  const there =
    namespaceSelector === undefined
      ? other.namespace === namespace
      : fits(namespaceSelector, other.namespaceLabels ?? {});
  return there && fits(podSelector ?? {}, other.labels ?? {});
}

function admitsPort(ports: readonly WrittenPort[], protocol: string, port: number, destination: PlainParty): boolean {
  return (
    ports.length === 0 ||
    ports.some((one) => {
      if ((one.protocol ?? 'TCP') !== protocol) return false;
      if (one.port === undefined) return true;
      if (typeof one.port === 'number') return one.port <= port && port <= (one.endPort ?? one.port);
      return (destination.ports ?? []).some(
        (named) => named.name === one.port && named.protocol === protocol && named.port === port,
      );
    })
  );
}

function fits(
  { matchLabels = {}, matchExpressions = [] }: WrittenSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  if (Object.entries(matchLabels).some(([key, value]) => labels[key] !== value)) return false;
  return matchExpressions.every(({ key, operator, values = [] }) => {
    const value = labels[key];
    if (operator === 'Exists') return value !== undefined;
    if (operator === 'DoesNotExist') return value === undefined;
    const listed = value !== undefined && values.includes(value);
    return operator === 'In' ? listed : !listed;
  });
}

function isIn(address: string, cidr: string): boolean {
  const [base = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
