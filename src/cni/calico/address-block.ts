import { type Fields, fieldsOf, listOf, textOf } from '../../inventory/prune/fields.ts';
import type { AddressRange } from '../../policy/model/condition.ts';
import { addressText } from '../../policy/address/text.ts';
import { parseCidr } from '../../policy/address/parse.ts';

/** Whose an address is, as Calico's IPAM wrote when it was given. */
export type AddressHolder =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  /** The node's own tunnel: 'vxlanTunnelAddress', 'ipipTunnelAddress', 'wireguardTunnelAddress'. */
  | { readonly kind: 'tunnel'; readonly type: string }
  /** Kept back (Windows), of a Service, or of something that is not told. */
  | { readonly kind: 'other' };

export interface GivenAddress {
  readonly address: string;
  /** The node that it was given on; '' where it is not told. */
  readonly node: string;
  readonly holder: AddressHolder;
  /** RFC 3339 or Go's spelling, as far as the version writes it. */
  readonly since: string | undefined;
}

/** A block of addresses (IPAMBlock) of which a node gives its pods some. */
export interface AddressBlock {
  readonly cidr: string;
  /** The node that it belongs to; undefined for one that nobody holds. */
  readonly node: string | undefined;
  readonly size: number;
  readonly given: readonly GivenAddress[];
}

/** An IPAMBlock of crd.projectcalico.org/v1 or projectcalico.org/v3; undefined for what is none, and for one that is being deleted. */
export function blockOfObject(object: Fields): AddressBlock | undefined {
  const spec = fieldsOf(object, 'spec');
  const cidr = textOf(spec, 'cidr');
  const range = parseCidr(cidr);
  const allocations = spec['allocations'];
  if (range === undefined || !Array.isArray(allocations) || spec['deleted'] === true) return undefined;
  const attributes = listOf(spec, 'attributes').map(attributeOf);
  const affinity = textOf(spec, 'affinity');
  return {
    cidr,
    node: affinity.startsWith('host:') ? affinity.slice('host:'.length) : undefined,
    size: allocations.length,
    given: allocations.flatMap((index: unknown, ordinal): GivenAddress[] =>
      typeof index === 'number'
        ? [{ address: addressAt(range, ordinal), ...(attributes[index] ?? unknownHolder) }]
        : [],
    ),
  };
}

type Attribute = Omit<GivenAddress, 'address'>;

const unknownHolder: Attribute = { node: '', holder: { kind: 'other' }, since: undefined };

function attributeOf(attribute: Fields): Attribute {
  const secondary = fieldsOf(attribute, 'secondary');
  const [namespace, name, type] = [textOf(secondary, 'namespace'), textOf(secondary, 'pod'), textOf(secondary, 'type')];
  const holder: AddressHolder =
    namespace !== '' && name !== ''
      ? { kind: 'pod', namespace, name }
      : /TunnelAddress$/i.test(type)
        ? { kind: 'tunnel', type }
        : { kind: 'other' };
  return { node: textOf(secondary, 'node'), holder, since: textOf(secondary, 'timestamp') || undefined };
}

function addressAt({ family, from }: AddressRange, ordinal: number): string {
  return addressText(family, from + BigInt(ordinal));
}
