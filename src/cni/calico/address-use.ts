import { inRange } from '../../policy/address/contains.ts';
import { parseAddress, parseCidr } from '../../policy/address/parse.ts';
import type { AddressRange } from '../../policy/model/condition.ts';
import type { AddressBlock, GivenAddress } from './address-block.ts';
import { type CalicoPool, servesPods } from './ip-pool.ts';

/** How full a pool is. Counts of addresses and of blocks; of large IPv6 pools more than a number can hold exactly. */
export interface PoolUse {
  readonly pool: string;
  readonly total: number;
  readonly given: number;
  readonly blocks: number;
  /** Blocks that no node holds yet. */
  readonly freeBlocks: number;
}

/** What a node has to give. */
export interface NodeUse {
  readonly blocks: readonly { readonly cidr: string; readonly pool: string | undefined }[];
  /** Of the addresses in its own blocks. */
  readonly total: number;
  readonly given: number;
  /** Addresses that its pods have of other nodes' blocks. */
  readonly borrowed: readonly {
    readonly address: string;
    readonly block: string;
    readonly owner: string | undefined;
  }[];
}

export interface AddressUse {
  readonly pools: readonly PoolUse[];
  /** By the node's name. */
  readonly nodes: ReadonlyMap<string, NodeUse>;
  /** Blocks that lie in no pool. */
  readonly outside: readonly string[];
}

/** Adds up who has how many addresses. Pure. */
export function addressUse(pools: readonly CalicoPool[], blocks: readonly AddressBlock[]): AddressUse {
  const ranges = pools.flatMap((pool) => {
    const range = parseCidr(pool.cidr);
    return range === undefined ? [] : [{ pool, range }];
  });
  const nodes = new Map<string, { -readonly [Key in keyof NodeUse]: NodeUse[Key] }>();
  const nodeUse = (name: string) => {
    const known = nodes.get(name) ?? { blocks: [], total: 0, given: 0, borrowed: [] };
    nodes.set(name, known);
    return known;
  };
  const counts = new Map<string, { given: number; blocks: number }>();
  const outside: string[] = [];
  for (const block of blocks) {
    const pool = ranges.find(({ range }) => isWithin(block.cidr, range))?.pool;
    if (pool === undefined) outside.push(block.cidr);
    else {
      const count = counts.get(pool.name) ?? { given: 0, blocks: 0 };
      counts.set(pool.name, { given: count.given + block.given.length, blocks: count.blocks + 1 });
    }
    if (block.node !== undefined) {
      const own = nodeUse(block.node);
      own.blocks = [...own.blocks, { cidr: block.cidr, pool: pool?.name }];
      own.total += block.size;
      own.given += block.given.length;
    }
    for (const { address, node } of borrowedOf(block)) {
      const borrower = nodeUse(node);
      borrower.borrowed = [...borrower.borrowed, { address, block: block.cidr, owner: block.node }];
    }
  }
  return {
    pools: ranges.map(({ pool, range }) => {
      const { given, blocks: held } = counts.get(pool.name) ?? { given: 0, blocks: 0 };
      const all = 2 ** Math.max(0, pool.blockSize - prefixOf(pool.cidr));
      return {
        pool: pool.name,
        total: Number(range.to - range.from + 1n),
        given,
        blocks: held,
        freeBlocks: Math.max(0, all - held),
      };
    }),
    nodes,
    outside,
  };
}

/** Addresses of pods on another node than the one that holds the block: each is a route of its own. */
function borrowedOf({ node, given }: AddressBlock): readonly GivenAddress[] {
  return given.filter((one) => one.holder.kind === 'pod' && one.node !== '' && one.node !== node);
}

function isWithin(cidr: string, range: AddressRange): boolean {
  const inner = parseCidr(cidr);
  return inner !== undefined && inner.family === range.family && range.from <= inner.from && inner.to <= range.to;
}

function prefixOf(cidr: string): number {
  return Number(cidr.split('/')[1] ?? (cidr.includes(':') ? 128 : 32));
}

/** Finds the pool in which an address of a pod lies; the one that it makes answers undefined for an address in none. */
export function poolFinder(pools: readonly CalicoPool[]): (address: string) => CalicoPool | undefined {
  const ranges = pools.filter(servesPods).flatMap((pool) => {
    const range = parseCidr(pool.cidr);
    return range === undefined ? [] : [{ pool, range }];
  });
  return (address) => {
    const value = parseAddress(address);
    return value && ranges.find(({ range }) => inRange(value, range))?.pool;
  };
}
