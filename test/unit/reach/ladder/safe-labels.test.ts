import { describe, expect, it } from 'vitest';
import { safeLabels } from '../../../../src/reach/ladder/safe-labels.ts';

const labels = { app: 'web', tier: 'front', team: 'storefront', 'pod-template-hash': '7d4b', version: '2' };

describe('the labels that a probe pod shares with the pod it stands for', () => {
  it('are none that a Service or a controller selects by', () => {
    expect(safeLabels(labels, new Set(['app', 'tier']))).toEqual({
      copied: { team: 'storefront', version: '2' },
      left: ['app', 'pod-template-hash', 'tier'],
      words:
        'copied labels: team, version; left out, for Services or controllers select by them: app, pod-template-hash, tier',
    });
  });

  it('never are those by which a controller counts its pods: a pod with them would be adopted', () => {
    const counted = {
      'pod-template-hash': 'a',
      'controller-revision-hash': 'b',
      'statefulset.kubernetes.io/pod-name': 'redis-0',
      'apps.kubernetes.io/pod-index': '0',
      'batch.kubernetes.io/job-name': 'import',
      'job-name': 'import',
      'controller-uid': 'c',
    };
    expect(safeLabels(counted, new Set()).copied).toEqual({});
  });

  it('are none where the selectors are not all known', () => {
    expect(safeLabels(labels, undefined)).toMatchObject({ copied: {}, words: expect.stringContaining('can be read') });
  });

  it('are none where all are selected by, and that is said', () => {
    expect(safeLabels({ app: 'web' }, new Set(['app'])).words).toContain('no label is copied');
  });
});
