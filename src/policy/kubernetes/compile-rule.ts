import type { Fields } from '../../inventory/prune/fields.ts';
import { parseCidr } from '../address/parse.ts';
import { type AddressRange, anyone, type Condition } from '../model/condition.ts';
import type { CompiledRule, Direction } from '../model/policy.ts';
import type { SpecReader } from '../spec-reader.ts';
import { compilePorts } from './compile-ports.ts';
import { selectorAt } from './compile-selector.ts';
import { onPodNetwork } from './pod-network.ts';

const peerFields: ReadonlySet<string> = new Set(['podSelector', 'namespaceSelector', 'ipBlock']);
const blockFields: ReadonlySet<string> = new Set(['cidr', 'except']);

/** The rules of one direction. A rule of which anything is not understood matches neither surely nor surely not. */
export function compileRules(
  spec: Fields,
  direction: Direction,
  namespace: string,
  reader: SpecReader,
): readonly CompiledRule[] {
  const peersKey = direction === 'ingress' ? 'from' : 'to';
  return (reader.mappings(spec, direction, 'the spec') ?? []).map((rule, index) => {
    const where = `${direction} rule ${index + 1}`;
    const said = reader.problems.length;
    reader.only(rule, new Set([peersKey, 'ports']), where);
    const peers = (reader.mappings(rule, peersKey, where) ?? []).map((peer) =>
      compilePeer(peer, where, namespace, reader),
    );
    const traffic = compilePorts(rule, where, reader);
    const understood = reader.problems.length === said;
    return {
      number: index + 1,
      path: ['spec', direction, index],
      action: 'allow',
      // No peers at all are all peers.
      peer: !understood
        ? { is: 'undecidable', reason: `${where} is not understood` }
        : peers.length === 0
          ? anyone
          : { is: 'some', of: peers },
      ...(understood && traffic.length > 0 ? { traffic } : {}),
    };
  });
}

/** Within one peer, pod selector and namespace selector must both hold; without a namespace selector it is the policy's own. */
function compilePeer(peer: Fields, where: string, namespace: string, reader: SpecReader): Condition {
  reader.only(peer, peerFields, `a peer of ${where}`);
  const pods = selectorAt(peer, 'podSelector', 'pod', `a peer of ${where}`, reader);
  const namespaces = selectorAt(peer, 'namespaceSelector', 'namespace', `a peer of ${where}`, reader);
  const block = reader.mapping(peer, 'ipBlock', `a peer of ${where}`);
  if (block !== undefined) {
    if (pods !== undefined || namespaces !== undefined)
      reader.say(`A peer of ${where} has an ipBlock beside a selector, which the API does not define.`);
    return compileBlock(block, where, reader);
  }
  if (pods === undefined && namespaces === undefined)
    reader.say(`A peer of ${where} names no pods, namespaces or addresses that are known.`);
  return {
    is: 'every',
    of: [namespaces ?? { is: 'namespace', names: [namespace] }, ...(pods === undefined ? [] : [pods]), onPodNetwork],
  };
}

function compileBlock(block: Fields, where: string, reader: SpecReader): Condition {
  reader.only(block, blockFields, `the ipBlock of ${where}`);
  const cidr = readCidr(reader.text(block, 'cidr', `the ipBlock of ${where}`) ?? '', where, reader);
  const except = (reader.texts(block, 'except', `the ipBlock of ${where}`) ?? []).flatMap((text) => {
    const range = readCidr(text, where, reader);
    if (range === undefined) return [];
    const inside = cidr !== undefined && range.family === cidr.family && cidr.from <= range.from && range.to <= cidr.to;
    if (cidr !== undefined && (!inside || (range.from === cidr.from && range.to === cidr.to)))
      reader.say(`The except ${text} of ${where} is no part of ${cidr.text}: the API server refuses this policy.`);
    return [range];
  });
  return { is: 'address', within: cidr === undefined ? [] : [cidr], except };
}

function readCidr(text: string, where: string, reader: SpecReader): AddressRange | undefined {
  const range = text.includes('/') ? parseCidr(text) : undefined;
  if (range === undefined)
    reader.say(`A peer of ${where} has the address block ${text || '(none)'}, which is no CIDR.`);
  return range;
}
