import { describe, expect, it } from 'vitest';
import { lookAtCni } from '../../../src/cni/deep.ts';
import { systemClock } from '../../../src/kube/clock.ts';
import { atOnce } from '../../../src/policy/pieces.ts';
import { node, nodeFacts, objects, scriptedReach } from './support.ts';

describe('a look at a CNI that is known deeply', () => {
  it.each([
    ['calico', ['AGENT', 'MTU', 'KERNEL', 'BGP', 'ROUTES', 'IPS']],
    ['cilium', ['AGENT', 'MTU', 'KERNEL', 'STATUS', 'HEALTH', 'ENDPOINTS', 'DROPS']],
  ])('%s has its columns, and nothing of it is well where nothing could be read', async (name, titles) => {
    const base = objects([node('worker-1'), node('worker-2')]);
    const cluster = { ...base, summary: { ...base.summary, name } };
    const look = await lookAtCni(name, {
      clock: systemClock,
      objects: () => cluster,
      facts: async (of) => nodeFacts({ node: of }),
      clusterReach: () => scriptedReach({}),
      nodeReach: () => scriptedReach({}),
    });
    await look.run(() => {}, new AbortController().signal);
    const state = atOnce(look.state(false));
    expect(state.deep).toBe(true);
    expect(state.columns.map(({ title }) => title)).toEqual(titles);
    expect(state.nodes.map(({ node: of, health }) => [of, health])).not.toContainEqual(['worker-1', 'ok']);
    expect(state.facts.filter(({ health }) => health === 'ok')).toEqual([]);
  });
});
