import * as fc from 'fast-check';

/** Of what random NetworkPolicies are made, so that they concern a cluster's pods often enough. */
export interface PolicyVocabulary {
  readonly namespaces: readonly string[];
  readonly podLabels: readonly (readonly [key: string, value: string])[];
  readonly namespaceLabels: readonly (readonly [key: string, value: string])[];
  /** Blocks, each with blocks inside of it that may be excepted. */
  readonly blocks: readonly { readonly cidr: string; readonly inside: readonly string[] }[];
  readonly ports: readonly number[];
  readonly portNames: readonly string[];
}

/** A NetworkPolicy as it is written. */
export interface WrittenPolicy {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: WrittenSpec;
}

export interface WrittenSpec {
  readonly podSelector?: WrittenSelector;
  readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: readonly WrittenRule[];
  readonly egress?: readonly WrittenRule[];
}

/** `from` in ingress, `to` in egress. */
export interface WrittenRule {
  readonly from?: readonly WrittenPeer[];
  readonly to?: readonly WrittenPeer[];
  readonly ports?: readonly WrittenPort[];
}

export interface WrittenPeer {
  readonly podSelector?: WrittenSelector;
  readonly namespaceSelector?: WrittenSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface WrittenPort {
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface WrittenSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

/** Valid NetworkPolicies of every shape that the API has; names are to be made unique by who uses them. */
export function randomNetworkPolicy(words: PolicyVocabulary): fc.Arbitrary<WrittenPolicy> {
  return fc
    .record({ namespace: fc.constantFrom(...words.namespaces), spec: randomSpec(words) })
    .map(({ namespace, spec }) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'policy', namespace },
      spec,
    }));
}

/** A rule of one direction. */
export function randomRule(words: PolicyVocabulary, key: 'from' | 'to'): fc.Arbitrary<WrittenRule> {
  return fc
    .record(
      {
        peers: fc.array(randomPeer(words), { maxLength: 2 }),
        ports: fc.array(randomPort(words), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    )
    .map(({ peers, ports }) => ({ ...(peers && { [key]: peers }), ...(ports && { ports }) }));
}

function randomSpec(words: PolicyVocabulary): fc.Arbitrary<WrittenSpec> {
  return fc.record(
    {
      podSelector: randomSelector(words.podLabels),
      policyTypes: fc.subarray(['Ingress', 'Egress'] as const, { minLength: 1 }),
      ingress: fc.array(randomRule(words, 'from'), { maxLength: 2 }),
      egress: fc.array(randomRule(words, 'to'), { maxLength: 2 }),
    },
    { requiredKeys: ['podSelector'] },
  );
}

function randomPeer(words: PolicyVocabulary): fc.Arbitrary<WrittenPeer> {
  const pods = randomSelector(words.podLabels);
  const namespaces = randomSelector(words.namespaceLabels);
  return fc.oneof(
    fc.record({ podSelector: pods }),
    fc.record({ namespaceSelector: namespaces }),
    fc.record({ podSelector: pods, namespaceSelector: namespaces }),
    fc
      .constantFrom(...words.blocks)
      .chain(({ cidr, inside }) =>
        fc.record({ cidr: fc.constant(cidr), except: fc.subarray([...inside]) }, { requiredKeys: ['cidr'] }),
      )
      .map((ipBlock) => ({ ipBlock })),
  );
}

function randomPort(words: PolicyVocabulary): fc.Arbitrary<WrittenPort> {
  const protocol = fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const);
  const number = fc.constantFrom(...words.ports);
  return fc.oneof(
    fc.record({ protocol, port: number }, { requiredKeys: ['port'] }),
    fc.record({ protocol, port: fc.constantFrom(...words.portNames) }, { requiredKeys: ['port'] }),
    fc.record({ protocol }),
    fc
      .record({ protocol, port: number, more: fc.nat(2000) }, { requiredKeys: ['port', 'more'] })
      .map(({ more, ...rest }) => ({ ...rest, endPort: rest.port + more })),
  );
}

function randomSelector(labels: PolicyVocabulary['podLabels']): fc.Arbitrary<WrittenSelector> {
  const label = fc.constantFrom(...labels);
  const keys = [...new Set(labels.map(([key]) => key))];
  const expression = fc.oneof(
    fc
      .record({
        operator: fc.constantFrom('In' as const, 'NotIn' as const),
        label,
        others: fc.array(label, { maxLength: 1 }),
      })
      .map(({ operator, label: [key, value], others }) => ({
        key,
        operator,
        values: [...new Set([value, ...others.map(([, other]) => other)])],
      })),
    fc.record({ operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const), key: fc.constantFrom(...keys) }),
  );
  return fc.oneof(
    fc.constant({}),
    label.map(([key, value]) => ({ matchLabels: { [key]: value } })),
    fc.array(expression, { minLength: 1, maxLength: 2 }).map((matchExpressions) => ({ matchExpressions })),
    fc
      .record({ label, expression })
      .map(({ label: [key, value], expression: one }) => ({ matchLabels: { [key]: value }, matchExpressions: [one] })),
  );
}
