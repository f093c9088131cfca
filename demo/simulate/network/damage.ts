import type { FaultEffect } from '../../faults/types.ts';

/** What the faults that are switched on have broken on the wire. The object effects are the API's business. */
export interface Damage {
  /** 'node>peer': frames for that peer's pods are not sent. */
  readonly missingForwarding: ReadonlySet<string>;
  /** 'node>peer': the node has no route of its own to that peer's pods. */
  readonly missingRoutes: ReadonlySet<string>;
  readonly notRouting: ReadonlySet<string>;
  readonly cutOff: ReadonlySet<string>;
  /** Share of the underlay's packets that a node loses, 0 to 1. */
  readonly loss: ReadonlyMap<string, number>;
  /** Largest tunnel packet (outer IP) that passes a node's underlay. */
  readonly tunnelLimit: ReadonlyMap<string, number>;
  listenerClosed(namespace: string, pod: string, port: number): boolean;
  processesStopped(namespace: string, pod: string): boolean;
}

/** Sums up the effects of all faults that are on. */
export function damageOf(effects: readonly FaultEffect[]): Damage {
  const ofKind = <Kind extends FaultEffect['kind']>(kind: Kind) =>
    effects.filter((effect): effect is Extract<FaultEffect, { kind: Kind }> => effect.kind === kind);
  const closed = ofKind('listener-closed');
  const stopped = ofKind('processes-stopped');
  return {
    missingForwarding: new Set(ofKind('fdb-entry-missing').map((effect) => `${effect.node}>${effect.peer}`)),
    missingRoutes: new Set(ofKind('route-missing').map((effect) => `${effect.node}>${effect.peer}`)),
    notRouting: new Set(ofKind('ip-forward-off').map((effect) => effect.node)),
    cutOff: new Set(ofKind('underlay-cut').map((effect) => effect.node)),
    loss: new Map(ofKind('packet-loss').map((effect) => [effect.node, effect.percent / 100])),
    tunnelLimit: new Map(ofKind('mtu-black-hole').map((effect) => [effect.node, effect.mtu])),
    listenerClosed: (namespace, pod, port) =>
      closed.some(
        (effect) => effect.namespace === namespace && effect.port === port && pod.startsWith(effect.podPrefix),
      ),
    processesStopped: (namespace, pod) =>
      stopped.some((effect) => effect.namespace === namespace && pod.startsWith(effect.podPrefix)),
  };
}
