import type { CniExpectations } from './evidence.ts';
import type { CniKnower } from './knower.ts';

/** Nothing that is not so for every CNI: what is not known is not judged. */
const expectations: CniExpectations = {
  nodePodCidrs: false,
  routesToPodCidrs: false,
  tunnel: undefined,
  directRouting: true,
  isMember: () => false,
  bridge: undefined,
  podDevices: /^(?:veth|cali|lxc|eni)/,
  pluginTypes: [],
  bypassesKernel: false,
};

/** A CNI that is known by its name only: what is common to all of them is looked at, its own state is not. */
export const shallow: CniKnower<undefined, undefined> = {
  columns: () => [],
  gatherShared: async () => undefined,
  expects: () => expectations,
  gatherNode: async () => undefined,
  judgeNode: () => ({ cells: {}, findings: [] }),
  judgeCluster: ({ objects: { summary } }) => ({
    facts: [],
    findings: [
      {
        id: 'common/not-deep',
        health: 'unknown',
        sentence:
          summary.name === 'unknown'
            ? 'No CNI that plumbline knows was found: only what is common to all of them is looked at.'
            : `plumbline knows ${summary.name} by name only: what is common to all CNIs is looked at, its own state is not.`,
        nextStep: undefined,
        from: [],
      },
    ],
  }),
};
