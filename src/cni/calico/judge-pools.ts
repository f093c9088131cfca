import type { CniFact, CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import type { Labels } from '../../inventory/records.ts';
import { inRange } from '../../policy/address/contains.ts';
import { parseAddress, parseCidr } from '../../policy/address/parse.ts';
import { parseSelector } from '../../policy/calico/parse-selector.ts';
import { selectorFits } from '../../policy/calico/selector.ts';
import { fullStop, listWords } from '../../text/words.ts';
import { finding } from '../common/rule.ts';
import { gravity } from '../evidence.ts';
import type { PoolUse } from './address-use.ts';
import { type CalicoPool, servesPods, travelWords } from './ip-pool.ts';

/** What pools are held against. */
export interface PoolSurroundings {
  /** The nodes' labels by name. */
  readonly nodes: ReadonlyMap<string, Labels>;
  /** Addresses that must lie in no pool, with whose they are: 'node worker-1', 'Service shop/web'. */
  readonly foreign: readonly { readonly address: string; readonly whose: string }[];
  /** How full each is, where that is known. */
  readonly use: readonly PoolUse[];
  /** Whether pods get their addresses of these pools at all; host-local IPAM gives those of the node's podCIDR instead. */
  readonly givesAddresses: boolean;
}

/** The pools: one fact each, and what is wrong with them. */
export function judgePools(
  pools: Fact<readonly CalicoPool[]>,
  surroundings: PoolSurroundings,
): { readonly facts: readonly CniFact[]; readonly findings: readonly CniFinding[] } {
  const from = [pools];
  if (!pools.known)
    return { facts: [{ name: 'IP pools', text: fullStop(pools.why), health: 'unknown' }], findings: [] };
  const said: readonly Said[] = [
    ...noneGives(pools.value, surroundings),
    ...pools.value.flatMap((pool) => [
      ...disabled(pool, surroundings),
      ...withoutNodes(pool, surroundings),
      ...withoutTranslation(pool),
      ...overForeign(pool, surroundings),
    ]),
    ...unservedNodes(pools.value, surroundings),
    ...overlaps(pools.value),
  ];
  const facts = pools.value.map((pool): CniFact => {
    const about = said.filter(({ of }) => of?.includes(pool)).map(({ health }) => health);
    const [health = 'ok'] = about.toSorted((one, other) => gravity[one] - gravity[other]);
    return { name: `IP pool ${pool.name}`, text: poolWords(pool, surroundings.use), health };
  });
  const findings = said.map(({ id, health, sentence, nextStep }) =>
    finding(id, health, sentence, { ...(nextStep !== undefined && { nextStep }), from }),
  );
  return { facts, findings };
}

type Said = Pick<CniFinding, 'id' | 'health' | 'sentence'> & {
  readonly nextStep?: string;
  /** The pools that it is about. */
  readonly of?: readonly CalicoPool[];
};

function noneGives(pools: readonly CalicoPool[], { givesAddresses }: PoolSurroundings): readonly Said[] {
  if (!givesAddresses || pools.some((pool) => pool.disabled !== true && servesPods(pool))) return [];
  return [
    {
      id: 'calico/no-pool',
      health: 'fault',
      sentence:
        pools.length === 0
          ? 'There is no IP pool: new pods get no address.'
          : 'No enabled IP pool serves pods: new ones get no address.',
      nextStep: 'Create an IPPool, or enable one.',
    },
  ];
}

function disabled(pool: CalicoPool, { use }: PoolSurroundings): readonly Said[] {
  if (pool.disabled !== true) return [];
  const given = use.find((one) => one.pool === pool.name)?.given;
  const left =
    given === undefined
      ? ''
      : given === 0
        ? '; none of its addresses is in use'
        : `; ${given} of its addresses are still in use`;
  return [
    {
      id: 'calico/pool-disabled',
      health: 'warning',
      sentence: `The IP pool ${pool.name} is disabled: it gives no new addresses${left}.`,
      of: [pool],
    },
  ];
}

function withoutNodes(pool: CalicoPool, { nodes }: PoolSurroundings): readonly Said[] {
  const served = servedNodes(pool, nodes);
  if (typeof served === 'string')
    return [
      {
        id: 'calico/pool-selector',
        health: 'unknown',
        sentence: `Which nodes the IP pool ${pool.name} serves is not known: ${served}.`,
        of: [pool],
      },
    ];
  if (served.length > 0 || nodes.size === 0 || pool.disabled === true) return [];
  return [
    {
      id: 'calico/pool-selector',
      health: 'warning',
      sentence: `The IP pool ${pool.name} serves no node: its selector ${pool.nodeSelector} fits none.`,
      nextStep: 'Compare the selector with the labels of the nodes.',
      of: [pool],
    },
  ];
}

/** A node that no enabled pool serves gives its pods no address, though the pools look well one by one. */
function unservedNodes(pools: readonly CalicoPool[], { nodes, givesAddresses }: PoolSurroundings): readonly Said[] {
  const giving = pools.filter((pool) => pool.disabled !== true && servesPods(pool) && pool.automatic);
  const served = giving.map((pool) => servedNodes(pool, nodes));
  if (!givesAddresses || giving.length === 0 || served.some((one) => typeof one === 'string')) return [];
  const names = new Set(served.flat());
  const left = [...nodes.keys()].filter((name) => !names.has(name));
  if (left.length === 0) return [];
  return [
    {
      id: 'calico/node-without-pool',
      health: 'fault',
      sentence: `No enabled IP pool serves ${left.length > 5 ? `${left.length} nodes, ${left[0]} among them` : listWords(left)}: new pods there get no address.`,
      nextStep: 'Label the nodes as a pool’s selector asks, or widen a selector.',
    },
  ];
}

/** Names of the nodes that a pool serves, or why that cannot be told. */
function servedNodes(pool: CalicoPool, nodes: PoolSurroundings['nodes']): readonly string[] | string {
  const parsed = parseSelector(pool.nodeSelector);
  if ('problem' in parsed) return `its selector ${pool.nodeSelector} cannot be read, ${parsed.problem}`;
  return [...nodes].flatMap(([name, labels]) => (selectorFits(parsed.selector, labels, false) ? [name] : []));
}

function withoutTranslation(pool: CalicoPool): readonly Said[] {
  if (pool.natOutgoing !== false || pool.disabled === true) return [];
  const tunnelled = pool.encapsulation === 'vxlan' || pool.encapsulation === 'ipip';
  return [
    {
      id: 'calico/pool-nat',
      health: tunnelled ? 'warning' : 'unknown',
      sentence: tunnelled
        ? `Pods of the IP pool ${pool.name} leave the cluster with their own addresses (natOutgoing is off), though between nodes they travel in a tunnel: answers from outside find no way back unless the network routes ${pool.cidr}.`
        : `Pods of the IP pool ${pool.name} leave the cluster with their own addresses (natOutgoing is off): that works only where the network outside routes ${pool.cidr}.`,
      ...(tunnelled && { nextStep: 'Set natOutgoing: true, or have the network route the pool.' }),
      of: [pool],
    },
  ];
}

function overForeign(pool: CalicoPool, { foreign }: PoolSurroundings): readonly Said[] {
  const range = parseCidr(pool.cidr);
  const hits = foreign.filter(({ address }) => {
    const value = parseAddress(address);
    return range !== undefined && value !== undefined && inRange(value, range);
  });
  const [first] = hits;
  if (first === undefined) return [];
  return [
    {
      id: 'calico/pool-overlap',
      health: 'fault',
      sentence: `The IP pool ${pool.name} (${pool.cidr}) holds addresses that are not its own: ${first.address} is that of ${first.whose}${hits.length > 1 ? `, and there are ${hits.length - 1} more` : ''}.`,
      nextStep: 'Make a pool beside the networks of nodes and Services, and move the pods there.',
      of: [pool],
    },
  ];
}

function overlaps(pools: readonly CalicoPool[]): readonly Said[] {
  return pools.flatMap((one, index) =>
    pools.slice(index + 1).flatMap((other): Said[] => {
      const [a, b] = [parseCidr(one.cidr), parseCidr(other.cidr)];
      if (a === undefined || b === undefined || a.family !== b.family || a.from > b.to || b.from > a.to) return [];
      return [
        {
          id: 'calico/pool-overlap',
          health: one.disabled === true || other.disabled === true ? 'warning' : 'fault',
          sentence: `The IP pools ${one.name} (${one.cidr}) and ${other.name} (${other.cidr}) overlap: an address can be given twice.`,
          nextStep: 'Keep one of them.',
          of: [one, other],
        },
      ];
    }),
  );
}

function poolWords(pool: CalicoPool, uses: readonly PoolUse[]): string {
  const use = uses.find((one) => one.pool === pool.name);
  return [
    `${pool.cidr} ${travelWords(pool)}`,
    pool.natOutgoing === undefined
      ? []
      : pool.natOutgoing
        ? 'translated to the outside'
        : 'not translated to the outside',
    pool.nodeSelector === 'all()' ? [] : `only on nodes with ${pool.nodeSelector}`,
    pool.automatic ? [] : 'only for pods that ask for it',
    pool.allowedUses.length === 0 ? [] : `for ${listWords(pool.allowedUses)}`,
    pool.disabled === true ? 'disabled' : [],
    use === undefined
      ? []
      : `${use.given} of ${countOf(use.total)} addresses in use, ${use.blocks} ${use.blocks === 1 ? 'block' : 'blocks'}`,
  ]
    .flat()
    .join(', ');
}

/** Of IPv6 pools only the size of the number tells anything. */
function countOf(count: number): string {
  return count > 1e9 ? count.toExponential(1) : String(count);
}
