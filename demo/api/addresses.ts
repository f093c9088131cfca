import { isPod, isService } from '../world/guards.ts';
import type { Pod } from '../world/shapes.ts';
import type { KubernetesObject, World } from '../world/types.ts';

/** Hands out pod addresses as host-local IPAM does: the next of the node's /24, a freed one only after all others. */
export class PodAddresses {
  readonly #ranges: ReadonlyMap<string, string>;
  readonly #last = new Map<string, number>();

  constructor(world: World) {
    this.#ranges = new Map(world.nodes.map(({ name, podCidr }) => [name, podCidr.replace(/\d+\/24$/, '')]));
    for (const object of world.objects) {
      if (!isPod(object)) continue;
      const { spec, status } = object;
      const host = Number(status.podIP?.split('.')[3]);
      if (spec.nodeName === undefined || spec.hostNetwork === true || Number.isNaN(host)) continue;
      this.#last.set(spec.nodeName, Math.max(host, this.#last.get(spec.nodeName) ?? 1));
    }
  }

  /** A free address on `node`; undefined when the node is unknown or its range is used up. */
  next(node: string, pods: readonly Pod[]): string | undefined {
    const range = this.#ranges.get(node);
    if (range === undefined) return undefined;
    const taken = new Set(pods.map(({ status }) => status.podIP));
    for (let step = 1; step <= 253; step++) {
      const host = (((this.#last.get(node) ?? 1) + step - 2) % 253) + 2;
      const address = `${range}${host}`;
      if (taken.has(address)) continue;
      this.#last.set(node, host);
      return address;
    }
    return undefined;
  }
}

/** A free service address, from 10.96.200.1 upwards; undefined when all of them are taken. */
export function nextServiceAddress(services: readonly KubernetesObject[]): string | undefined {
  const taken = new Set(services.filter(isService).map(({ spec }) => spec.clusterIP));
  for (let host = 1; host < 255; host++) if (!taken.has(`10.96.200.${host}`)) return `10.96.200.${host}`;
  return undefined;
}
