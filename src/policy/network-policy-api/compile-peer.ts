import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import { parseCidr } from '../address/parse.ts';
import { compileSelector, selectorAt } from '../kubernetes/compile-selector.ts';
import { anyone, type Condition } from '../model/condition.ts';
import type { Direction } from '../model/policy.ts';
import type { SpecReader } from '../spec-reader.ts';
import type { AdminRuleContext } from './compile-rule.ts';
import { relativeNamespaces } from './relative-namespaces.ts';

/** What one peer demands of the other party, and of the subject where it hangs on both. */
export interface PeerReading {
  readonly subject?: Condition;
  readonly peer: Condition;
}

const pod: Condition = { is: 'kind', kinds: ['pod'] };
/** Fields of a namespace peer of network-policy-api v0.1.1, which later versions replaced by a label selector. */
const olderFields = ['namespaceSelector', 'sameLabels', 'notSameLabels'];

/** A peer of a rule. Empty for a peer without any field; hostNetwork pods are never matched as pods or namespaces. */
export function compilePeer(
  peer: Fields,
  direction: Direction,
  where: string,
  context: Pick<AdminRuleContext, 'namespaces' | 'reader'>,
): readonly PeerReading[] {
  const { reader } = context;
  const fields = Object.entries(peer).filter(([, value]) => value !== undefined && value !== null);
  if (fields.length === 0) return [];
  if (fields.length > 1) reader.say(`A peer of ${where} has more than one kind of peer in it.`);
  const inWhere = `a peer of ${where}`;
  const known = new Set([
    'namespaces',
    'pods',
    ...(direction === 'egress' ? ['nodes', 'networks', 'domainNames'] : []),
  ]);
  reader.only(peer, known, inWhere);
  const [key] = fields[0] ?? [];
  switch (key) {
    case 'namespaces':
      return namespacePeer(peer, 'namespaces', inWhere, context).map((reading) => withPods(reading, [pod]));
    case 'pods':
      return podPeer(reader.mapping(peer, 'pods', inWhere) ?? {}, inWhere, context);
    case 'nodes': {
      const nodes = selectorAt(peer, 'nodes', 'node', inWhere, reader) ?? anyone;
      return [{ peer: { is: 'every', of: [{ is: 'kind', kinds: ['node', 'host-pod'] }, nodes] } }];
    }
    case 'networks':
      return [{ peer: networks(reader.texts(peer, 'networks', inWhere) ?? [], inWhere, reader) }];
    case 'domainNames': {
      const names = reader.texts(peer, 'domainNames', inWhere) ?? [];
      const reason = `which addresses ${names.join(', ')} resolves to is not known`;
      return [
        {
          peer: {
            is: 'every',
            of: [
              { is: 'kind', kinds: ['outside'] },
              { is: 'undecidable', reason },
            ],
          },
        },
      ];
    }
    default:
      return [{ peer: { is: 'undecidable', reason: `${inWhere} is not understood` } }];
  }
}

function podPeer(
  pods: Fields,
  where: string,
  context: Pick<AdminRuleContext, 'namespaces' | 'reader'>,
): readonly PeerReading[] {
  const { reader } = context;
  reader.only(pods, new Set(['namespaceSelector', 'podSelector', 'namespaces']), where);
  const selected = selectorAt(pods, 'podSelector', 'pod', where, reader) ?? anyone;
  const readings =
    pods['namespaces'] === undefined
      ? [{ peer: selectorAt(pods, 'namespaceSelector', 'namespace', where, reader) ?? anyone }]
      : namespacePeer(pods, 'namespaces', where, context);
  return readings.map((reading) => withPods(reading, [pod, selected]));
}

/** Namespaces by a selector, or by the fields of v0.1.1. */
function namespacePeer(
  from: Fields,
  key: string,
  where: string,
  { namespaces, reader }: Pick<AdminRuleContext, 'namespaces' | 'reader'>,
): readonly PeerReading[] {
  const value = from[key];
  if (!isFields(value) || !olderFields.some((field) => value[field] !== undefined)) {
    if (isFields(value)) return [{ peer: compileSelector(value, 'namespace', `the namespaces of ${where}`, reader) }];
    reader.say(`The namespaces of ${where} are no mapping.`);
    return [{ peer: { is: 'undecidable', reason: `the namespaces of ${where} are not understood` } }];
  }
  reader.only(value, new Set(olderFields), `the namespaces of ${where}`);
  const selector = selectorAt(value, 'namespaceSelector', 'namespace', where, reader);
  if (selector !== undefined) return [{ peer: selector }];
  const same = reader.texts(value, 'sameLabels', where);
  const different = reader.texts(value, 'notSameLabels', where);
  if (same !== undefined && different !== undefined)
    reader.say(`The namespaces of ${where} have both sameLabels and notSameLabels.`);
  return relativeNamespaces(same ?? different ?? [], same !== undefined, namespaces);
}

function withPods(reading: PeerReading, pods: readonly Condition[]): PeerReading {
  return { ...reading, peer: { is: 'every', of: [...pods, reading.peer] } };
}

function networks(texts: readonly string[], where: string, reader: SpecReader): Condition {
  const within = texts.flatMap((text) => {
    const range = text.includes('/') ? parseCidr(text) : undefined;
    if (range === undefined) reader.say(`A network of ${where} is ${text || '(none)'}, which is no CIDR.`);
    return range ?? [];
  });
  return { is: 'address', within, except: [] };
}
