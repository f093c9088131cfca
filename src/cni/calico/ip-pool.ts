import { type Fields, fieldsOf, numberOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import type { IpPool } from '../../tools/calicoctl/ip-pools.ts';

/** A pool of addresses, whoever told of it; what its source does not tell is undefined. */
export interface CalicoPool {
  readonly name: string;
  readonly cidr: string;
  /** A disabled pool gives no new addresses; those in use stay. */
  readonly disabled: boolean | undefined;
  readonly natOutgoing: boolean | undefined;
  /** What packets between nodes travel in. */
  readonly encapsulation: 'vxlan' | 'ipip' | 'none' | undefined;
  /** Only between nodes of different subnets. */
  readonly crossSubnet: boolean;
  /** Calico's selector of the nodes that it serves; 'all()' where none is set. */
  readonly nodeSelector: string;
  /** Bits of a block's prefix: 26 and 122 unless set. */
  readonly blockSize: number;
  /** 'Workload', 'Tunnel', 'LoadBalancer'; empty: the first two. */
  readonly allowedUses: readonly string[];
  /** Whether pods that ask for no pool get addresses of it. */
  readonly automatic: boolean;
}

/** An IPPool of crd.projectcalico.org/v1 or projectcalico.org/v3; undefined for what is none. */
export function poolOfObject(object: Fields): CalicoPool | undefined {
  const name = textOf(fieldsOf(object, 'metadata'), 'name');
  const spec = fieldsOf(object, 'spec');
  const cidr = textOf(spec, 'cidr');
  if (name === '' || parseCidr(cidr) === undefined) return undefined;
  const legacy = fieldsOf(spec, 'ipip');
  const ipipMode = textOf(spec, 'ipipMode') || (legacy['enabled'] === true ? textOf(legacy, 'mode') || 'Always' : '');
  return {
    name,
    cidr,
    disabled: spec['disabled'] === true,
    natOutgoing: spec['natOutgoing'] === true || spec['nat-outgoing'] === true,
    ...travelOf(ipipMode || 'Never', textOf(spec, 'vxlanMode') || 'Never'),
    nodeSelector: textOf(spec, 'nodeSelector') || 'all()',
    blockSize: numberOf(spec, 'blockSize') ?? usualBlockSize(cidr),
    allowedUses: textsOf(spec, 'allowedUses'),
    automatic: textOf(spec, 'assignmentMode') !== 'Manual',
  };
}

/** A pool as calicoctl lists it; its older column sets tell less. */
export function poolOfTable(pool: IpPool): CalicoPool {
  return {
    name: pool.name,
    cidr: pool.cidr,
    disabled: pool.disabled,
    natOutgoing: pool.natOutgoing,
    ...travelOf(pool.ipipMode, pool.vxlanMode),
    nodeSelector: pool.selector ?? 'all()',
    blockSize: usualBlockSize(pool.cidr),
    allowedUses: [],
    automatic: pool.assignmentMode !== 'Manual',
  };
}

/** A column that is missing is of a version that does not know the mode. */
function travelOf(
  ipipMode: string | undefined,
  vxlanMode: string | undefined,
): Pick<CalicoPool, 'encapsulation' | 'crossSubnet'> {
  const mode = vxlanMode !== undefined && vxlanMode !== 'Never' ? vxlanMode : ipipMode;
  const crossSubnet = mode === 'CrossSubnet';
  if (mode !== undefined && mode === vxlanMode && mode !== 'Never') return { encapsulation: 'vxlan', crossSubnet };
  if (mode === undefined) return { encapsulation: undefined, crossSubnet: false };
  return { encapsulation: mode === 'Never' ? 'none' : 'ipip', crossSubnet };
}

function usualBlockSize(cidr: string): number {
  return cidr.includes(':') ? 122 : 26;
}

/** Whether pods get addresses of it, rather than Services of type LoadBalancer or tunnels alone. */
export function servesPods({ allowedUses }: CalicoPool): boolean {
  return allowedUses.length === 0 || allowedUses.includes('Workload');
}

/** 'over VXLAN', 'over IPIP between subnets only', 'without a tunnel'. */
export function travelWords({ encapsulation, crossSubnet }: CalicoPool): string {
  if (encapsulation === undefined) return 'in a way that is not told';
  if (encapsulation === 'none') return 'without a tunnel';
  return `over ${encapsulation === 'vxlan' ? 'VXLAN' : 'IPIP'}${crossSubnet ? ' between subnets only' : ''}`;
}
