import { afterAll, beforeAll, describe } from 'vitest';
import { makeNamespace, type OwnNamespace } from './own-namespace.ts';
import { openTarget, type Target, targetName } from './target.ts';

/** The cluster and the suite's namespace in it, while the tests run. */
export interface OnCluster {
  readonly target: Target;
  readonly namespace: OwnNamespace;
}

/** A real cluster may pull images and be slow to let a namespace go. */
const slow = 300_000;

/** A `describe` with a namespace of its own in whichever cluster the environment names; it is removed however it ends. */
export function describeOnCluster(title: string, body: (on: () => OnCluster) => void): void {
  describe(`${title}, on ${targetName}`, () => {
    let target: Target | undefined;
    let namespace: OwnNamespace | undefined;
    beforeAll(async () => {
      target = await openTarget();
      namespace = await makeNamespace(target.kubeconfig, target.context);
    }, slow);
    afterAll(async () => {
      try {
        await namespace?.remove();
      } finally {
        await target?.end();
      }
    }, slow);
    body(() => {
      if (target === undefined || namespace === undefined) throw new Error('the cluster was not opened');
      return { target, namespace };
    });
  });
}
