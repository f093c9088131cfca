import type { CniCell, CniFact, CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import { countWords, fullStop } from '../../text/words.ts';
import { finding } from '../common/rule.ts';
import type { AddressLeaks } from './address-leaks.ts';
import type { AddressUse, NodeUse } from './address-use.ts';

/** IPAMConfig: how nodes come by blocks. */
export interface IpamSettings {
  /** A node gives only addresses of its own blocks. */
  readonly strictAffinity: boolean;
  readonly autoAllocateBlocks: boolean;
  readonly maxBlocksPerHost: number | undefined;
}

/** The bookkeeping of addresses, added up and held against the pods. */
export interface IpamPicture {
  readonly use: AddressUse;
  /** Not known where not all pods of the cluster are. */
  readonly leaks: Fact<AddressLeaks>;
}

/** From here on there are few addresses left, as a share of the pool. */
const fewLeft = 0.1;
/** So many are named; the rest is counted. */
const named = 4;

/** What the whole cluster's addresses are like. */
export function judgeAddresses(
  picture: Fact<IpamPicture>,
  settings: Fact<IpamSettings>,
): { readonly facts: readonly CniFact[]; readonly findings: readonly CniFinding[] } {
  const settingsFact = settingsWords(settings);
  if (!picture.known)
    return {
      facts: [...settingsFact, { name: 'addresses', text: fullStop(picture.why), health: 'unknown' }],
      findings: [],
    };
  const from = [picture];
  const { use, leaks } = picture.value;
  const findings = [
    ...use.pools.flatMap(({ pool, total, given, freeBlocks }): readonly CniFinding[] => {
      if (given >= total)
        return [
          finding(
            'calico/pool-full',
            'fault',
            `The IP pool ${pool} is full: all of its ${total} addresses are given.`,
            {
              nextStep: 'Add a pool, or look for leaked addresses.',
              from,
            },
          ),
        ];
      if (freeBlocks === 0)
        return [
          finding(
            'calico/pool-blocks',
            'warning',
            `Every block of the IP pool ${pool} is held by a node: a node that fills its own can only borrow addresses of others${settings.known && settings.value.strictAffinity ? ', and strict affinity forbids that' : ''}.`,
            { nextStep: 'Add a pool, or make the blocks smaller in a new one.', from },
          ),
        ];
      return (total - given) / total <= fewLeft
        ? [
            finding(
              'calico/pool-full',
              'warning',
              `The IP pool ${pool} is nearly full: ${total - given} of ${total} addresses are free.`,
              { from },
            ),
          ]
        : [];
    }),
    ...(use.outside.length === 0
      ? []
      : [
          finding(
            'calico/block-outside',
            'warning',
            `${countWords(use.outside.length, 'block')} of addresses ${use.outside.length === 1 ? 'lies' : 'lie'} in no IP pool: ${someOf(use.outside)}. Pods there are neither translated nor tunnelled as a pool says.`,
            {
              nextStep: 'A pool was deleted while it was in use: create it again disabled, or recreate the pods.',
              from,
            },
          ),
        ]),
    ...(leaks.known ? leakFindings(leaks) : []),
  ];
  const bookkeeping: CniFact = leaks.known
    ? leakFact(leaks.value)
    : { name: 'address records', text: `not compared with the pods: ${fullStop(leaks.why)}`, health: 'unknown' };
  return { facts: [...settingsFact, bookkeeping], findings };
}

function leakFindings(leaks: Fact<AddressLeaks> & { readonly known: true }): readonly CniFinding[] {
  const { leaked, unrecorded, outside } = leaks.value;
  const from = [leaks];
  return [
    ...(leaked.length === 0
      ? []
      : [
          finding(
            'calico/address-leaked',
            'warning',
            `${countWords(leaked.length, 'address is', 'addresses are')} given to nobody that is there: ${someOf(leaked.map(({ address, why }) => `${address} to ${why}`))}.`,
            {
              nextStep:
                'Calico frees them by itself after a quarter of an hour; if they stay, run calicoctl ipam check, then ipam release.',
              from,
            },
          ),
        ]),
    ...(unrecorded.length === 0
      ? []
      : [
          finding(
            'calico/address-unrecorded',
            'fault',
            `${countWords(unrecorded.length, 'pod uses', 'pods use')} an address that Calico counts as free, so that it can be given twice: ${someOf(unrecorded.map(({ pod, address }) => `${pod} ${address}`))}.`,
            { nextStep: 'Recreate those pods.', from },
          ),
        ]),
    ...(outside.length === 0
      ? []
      : [
          finding(
            'calico/pod-outside-pools',
            'warning',
            `${countWords(outside.length, 'pod has', 'pods have')} an address of no IP pool: ${someOf(outside.map(({ pod, address }) => `${pod} ${address}`))}.`,
            { nextStep: 'Recreate those pods, so that they get addresses of a pool.', from },
          ),
        ]),
  ];
}

function leakFact({ leaked, unrecorded, outside }: AddressLeaks): CniFact {
  const name = 'address records';
  if (leaked.length + unrecorded.length + outside.length === 0)
    return { name, text: 'agree with the pods: none leaked, none unrecorded', health: 'ok' };
  return {
    name,
    text: `${leaked.length} leaked, ${unrecorded.length} unrecorded, ${outside.length} in no pool`,
    health: unrecorded.length > 0 ? 'fault' : 'warning',
  };
}

function settingsWords(settings: Fact<IpamSettings>): readonly CniFact[] {
  if (!settings.known) return [];
  const { strictAffinity, autoAllocateBlocks, maxBlocksPerHost } = settings.value;
  return [
    {
      name: 'IPAM',
      text: [
        strictAffinity
          ? 'strict affinity: nodes give only addresses of their own blocks'
          : 'nodes may borrow addresses of others’ blocks',
        autoAllocateBlocks ? [] : 'nodes take no blocks by themselves',
        maxBlocksPerHost === undefined ? [] : `at most ${maxBlocksPerHost} blocks on a node`,
      ]
        .flat()
        .join(', '),
      health: strictAffinity && !autoAllocateBlocks ? 'warning' : 'ok',
    },
  ];
}

/** One node's blocks: whether it has addresses left to give. */
export function judgeNodeAddresses(
  node: string,
  picture: Fact<IpamPicture>,
  settings: IpamSettings | undefined,
  podsOnNode: number,
): { readonly cell: CniCell; readonly findings: readonly CniFinding[] } {
  if (!picture.known) return { cell: { text: '?', health: 'unknown' }, findings: [] };
  const from = [picture];
  const { use } = picture.value;
  const own: NodeUse = use.nodes.get(node) ?? { blocks: [], total: 0, given: 0, borrowed: [] };
  const more = use.pools.some(({ freeBlocks }) => freeBlocks > 0) && !isAtLimit(own, settings);
  const borrowed =
    own.borrowed.length === 0
      ? []
      : [
          finding(
            'calico/borrowed',
            'warning',
            `${node} has borrowed ${countWords(own.borrowed.length, 'address', 'addresses')} of others’ blocks, each a route of its own on every node: ${someOf(own.borrowed.map(({ address, owner, block }) => `${address} of ${owner ?? block}`))}.`,
            { nextStep: 'Give the nodes more blocks: a larger pool, or a higher maxBlocksPerHost.', from },
          ),
        ];
  const text = `${own.given}/${own.total}${own.borrowed.length > 0 ? `+${own.borrowed.length}` : ''}`;
  if (own.total === 0 && podsOnNode > 0 && own.borrowed.length === 0)
    return {
      cell: { text: 'no block', health: 'warning' },
      findings: [
        finding('calico/no-block', 'warning', `${node} holds no block of addresses, though pods run there.`, { from }),
      ],
    };
  if (own.total > 0 && own.given >= own.total && !more) {
    const strict = settings?.strictAffinity === true;
    const sentence = strict
      ? `${node} has no address left: its ${countWords(own.blocks.length, 'block is', 'blocks are')} full, it gets no other one, and strict affinity forbids to borrow.`
      : `${node} has filled its ${countWords(own.blocks.length, 'block')} and gets no other one: its new pods borrow addresses of others.`;
    return {
      cell: { text, health: strict ? 'fault' : 'warning' },
      findings: [
        finding('calico/node-full', strict ? 'fault' : 'warning', sentence, {
          nextStep: 'Add an IP pool, or free blocks of nodes that are gone (calicoctl ipam check).',
          from,
        }),
        ...borrowed,
      ],
    };
  }
  return { cell: { text, health: borrowed.length > 0 ? 'warning' : 'ok' }, findings: borrowed };
}

function isAtLimit({ blocks }: NodeUse, settings: IpamSettings | undefined): boolean {
  return settings?.maxBlocksPerHost !== undefined && blocks.length >= settings.maxBlocksPerHost;
}

function someOf(words: readonly string[]): string {
  return `${words.slice(0, named).join(', ')}${words.length > named ? ` and ${words.length - named} more` : ''}`;
}
