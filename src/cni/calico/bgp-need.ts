import type { Fact } from '../../contracts/node-facts.ts';
import { listWords } from '../../text/words.ts';
import { type CalicoPool, travelWords } from './ip-pool.ts';

/** Whether nodes need BGP to reach each other's pods, and why, as a sentence. */
export interface BgpNeed {
  /** unused: BGP is on, and no pool hangs on it. off: it is switched off, and no pool needs it. */
  readonly state: 'needed' | 'unused' | 'off' | 'contradicted' | 'unknown';
  readonly sentence: string;
}

/** What decides about it. */
export interface BgpSettings {
  readonly pools: Fact<readonly CalicoPool[]>;
  /** `Installation.spec.calicoNetwork.bgp`: 'Enabled', 'Disabled'; undefined without the operator. */
  readonly operatorBgp: string | undefined;
  /** `calico_backend` of the ConfigMap calico-config: 'bird', 'vxlan', 'none'; undefined without it. */
  readonly backend: string | undefined;
  /** `FelixConfiguration.spec.programClusterRoutes`: which pools' routes Felix makes itself; undefined: its default. */
  readonly felixRoutes: string | undefined;
}

/**
 * Felix itself makes the routes of VXLAN pools, also to nodes of its own subnet; those of IPIP pools and of pools without a
 * tunnel come over BGP, unless Felix is told to make them.
 */
export function bgpNeed({ pools, operatorBgp, backend, felixRoutes }: BgpSettings): BgpNeed {
  const off =
    operatorBgp === 'Disabled'
      ? 'The operator’s Installation says that BGP is disabled'
      : backend === 'vxlan' || backend === 'none'
        ? `calico-config says that the backend is ${backend}, which runs no BIRD`
        : undefined;
  if (!pools.known)
    return off === undefined
      ? { state: 'unknown', sentence: `Whether BGP is needed is not known without the IP pools: ${pools.why}` }
      : { state: 'off', sentence: `${off}. Whether a pool needs it is not known: ${pools.why}` };
  // A disabled pool gives no addresses: what it would need is no fault of the others.
  const needing = pools.value.filter((pool) => pool.disabled !== true && hangsOnBgp(pool, felixRoutes));
  const unclear = pools.value.filter(({ encapsulation }) => encapsulation === undefined);
  if (needing.length > 0) {
    const words = listWords(needing.map((pool) => `${pool.name} (${travelWords(pool)})`));
    const need = `${needing.length === 1 ? 'The pool' : 'The pools'} ${words} ${needing.length === 1 ? 'needs' : 'need'} BGP for the routes between nodes`;
    return off === undefined
      ? { state: 'needed', sentence: `${need}.` }
      : { state: 'contradicted', sentence: `${need}, and it is switched off: ${off}.` };
  }
  if (off !== undefined) return { state: 'off', sentence: `${off}, and no pool needs it.` };
  if (pools.value.length === 0 || unclear.length > 0)
    return {
      state: 'unknown',
      sentence: 'How the pools’ packets travel is not told, so neither is whether BGP is needed.',
    };
  return { state: 'unused', sentence: 'No pool needs BGP: Felix makes the routes between nodes itself.' };
}

function hangsOnBgp({ encapsulation }: CalicoPool, felixRoutes: string | undefined): boolean {
  if (felixRoutes === 'Enabled') return false;
  if (encapsulation === 'ipip') return felixRoutes !== 'EnabledIPIPOnly';
  return encapsulation === 'none' && felixRoutes !== 'EnabledNoEncapOnly';
}
