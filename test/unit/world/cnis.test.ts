import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setDemoFault } from '../../../demo/client/running-demos.ts';
import { type Demo, startDemo } from '../../../demo/client/start-demo.ts';
import { ciliumAgentDegraded } from '../../../demo/faults/cilium-agent-degraded.ts';
import { ciliumEndpointNotReady } from '../../../demo/faults/cilium-endpoint-not-ready.ts';
import { nodeUnreachable } from '../../../demo/faults/node-unreachable.ts';
import type { Fault } from '../../../demo/faults/types.ts';
import { cniPlans } from '../../../demo/world/cni/plans.ts';
import { demoWorld } from '../../../demo/world/demo-world.ts';
import { type CniName, cniNames } from '../../../demo/world/types.ts';
import { parseBpfPolicy } from '../../../src/tools/cilium/bpf-policy.ts';
import { parseEndpoints } from '../../../src/tools/cilium/endpoints.ts';
import { parseHealth } from '../../../src/tools/cilium/health.ts';
import { parseCiliumStatus } from '../../../src/tools/cilium/status-reading.ts';

/** What a program of the CNI prints on worker-1, by lines. */
function printed(cni: CniName, words: string, ...faults: readonly Fault[]): readonly string[] {
  const world = demoWorld(0, cni);
  const [node] = world.nodes;
  if (node === undefined) throw new Error('the world has no node');
  const effects = faults.flatMap((fault) => fault.effects);
  const state = { node, nodes: world.nodes, pods: world.objects.filter(({ kind }) => kind === 'Pod'), effects, now: 0 };
  const output = cniPlans[cni].toolOutputs(state).get(words);
  if (output === undefined) throw new Error(`nothing is printed for ${words}`);
  return output.stdout.split('\n');
}

describe('The world of a CNI', () => {
  it.each(cniNames)('%s has an agent on every node and the same applications', (cni) => {
    const world = demoWorld(0, cni);
    const [agent] = cniPlans[cni].workloads;
    const named = (prefix: string) =>
      world.objects.filter(({ kind, metadata }) => kind === 'Pod' && metadata.name.startsWith(prefix));
    expect(named(`${agent?.name}-`).length).toBeGreaterThanOrEqual(3);
    const shop = (of: CniName) =>
      demoWorld(0, of)
        .objects.filter(({ kind, metadata }) => kind === 'Pod' && metadata.namespace === 'shop')
        .map(({ metadata }) => metadata.name);
    expect(shop(cni)).toEqual(shop('flannel'));
  });

  it('Calico records in its blocks exactly the addresses that pods and tunnels have', () => {
    const world = demoWorld(0, 'calico');
    const given = world.objects
      .filter(({ kind }) => kind === 'IPAMBlock')
      .flatMap((block) => {
        const { allocations, cidr } = block['spec'] as { allocations: (number | null)[]; cidr: string };
        return allocations.flatMap((index, host) => (index === null ? [] : [cidr.replace('0/26', String(host))]));
      });
    const pods = world.objects.flatMap((object) => {
      const { hostNetwork } = (object['spec'] ?? {}) as { hostNetwork?: boolean };
      const { podIP } = (object['status'] ?? {}) as { podIP?: string };
      return object.kind === 'Pod' && hostNetwork !== true && podIP !== undefined ? [podIP] : [];
    });
    expect(given.toSorted()).toEqual([...pods, '10.244.1.0', '10.244.2.0', '10.244.3.0'].toSorted());
  });
});

describe('What Cilium’s programs print in the demo', () => {
  it('is well while nothing is broken', () => {
    const status = parseCiliumStatus(printed('cilium', 'cilium-dbg status -o json'));
    expect(status.controllers).toEqual({ good: 5, total: 5 });
    expect(status.reachable).toEqual({ good: 3, total: 3 });
    expect(parseHealth(printed('cilium', 'cilium-health status -o json')).items.every(({ ok }) => ok)).toBe(true);
    const endpoints = parseEndpoints(printed('cilium', 'cilium-dbg endpoint list -o json'));
    expect(new Set(endpoints.items.map(({ state }) => state))).toEqual(new Set(['ready']));
    const maps = parseBpfPolicy(printed('cilium', 'cilium-dbg bpf policy get --all -o json'));
    expect({ entries: maps.items.length, unparsed: maps.unparsed }).toEqual({
      entries: endpoints.items.length * 2,
      unparsed: [],
    });
  });

  it('follows the faults', () => {
    const cut = parseHealth(printed('cilium', 'cilium-health status -o json', nodeUnreachable));
    expect(new Set(cut.items.filter(({ ok }) => !ok).map(({ node }) => node))).toEqual(new Set(['worker-2']));
    const endpoints = parseEndpoints(printed('cilium', 'cilium-dbg endpoint list -o json', ciliumEndpointNotReady));
    expect(endpoints.items.filter(({ state }) => state === 'not-ready')).toHaveLength(1);
    expect(printed('cilium', 'cilium-dbg status -o json', ciliumAgentDegraded).join('\n')).not.toContain('Failure');
  });
});

describe('A demo with Calico', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo({ backend: 'simulate', cni: 'calico', faults: [] });
  });
  afterAll(() => demo.stop());

  it('has no faults of Cilium', async () => {
    await expect(setDemoFault('cilium-agent-degraded', true, demo.kubeconfig)).rejects.toThrow(
      'Fault cilium-agent-degraded needs a demo with --cni cilium; this one has calico.',
    );
  });
});
