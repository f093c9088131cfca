import { describe, expect, it } from 'vitest';
import { faults } from '../../../demo/faults/index.ts';
import { demoWorld } from '../../../demo/world/demo-world.ts';

const world = demoWorld(0);
const pods = world.objects.filter(({ kind }) => kind === 'Pod');
const keys = world.objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);

describe('the demo’s faults', () => {
  it('are known, each by its name', () => {
    expect(faults.map(({ name }) => name)).toEqual([
      'policy-drop',
      'fdb-missing',
      'ip-forward-off',
      'coredns-down',
      'packet-loss',
      'mtu-black-hole',
      'not-listening',
      'node-unreachable',
      'route-missing',
      'neighbour-missing',
      'wrong-mtu',
      'rp-filter',
      'second-cni-conf',
      'conntrack-full',
      'cilium-agent-degraded',
      'cilium-endpoint-not-ready',
    ]);
  });

  it.each(faults.flatMap(({ name, shows }) => (shows === undefined ? [] : [[name, shows] as const])))(
    '%s shows on a link that the world has',
    (_name, { from, to }) => {
      for (const text of [from, to]) {
        const object = text.replace(/:\d+$/, '').replace(/^svc\//, '');
        const candidates = ['Pod', 'Deployment', 'StatefulSet', 'Service'].map((kind) => `${kind} ${object}`);
        expect(
          candidates.some((candidate) => keys.includes(candidate)),
          text,
        ).toBe(true);
      }
    },
  );

  it.each(faults.map((fault) => [fault.name, fault] as const))(
    '%s breaks something that the world has',
    (_name, fault) => {
      expect(fault.effects.length).toBeGreaterThan(0);
      for (const effect of fault.effects) {
        if ('node' in effect) expect(world.nodes.map(({ name }) => name)).toContain(effect.node);
        if ('podPrefix' in effect) {
          const meant = pods.filter(
            ({ metadata }) => metadata.namespace === effect.namespace && metadata.name.startsWith(effect.podPrefix),
          );
          expect(meant).not.toEqual([]);
        }
      }
    },
  );
});
