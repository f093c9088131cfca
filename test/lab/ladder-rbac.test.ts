import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createSimulation } from '../../demo/simulate/simulation.ts';
import { roleYaml } from '../../src/access/role-yaml.ts';
import { openCluster } from '../../src/cluster-worker/open-cluster.ts';
import { createLadder } from '../../src/reach/ladder/create-ladder.ts';
import { type RecordingProxy, recordRequests } from '../support/recording-proxy.ts';
import { type LadderDemo, must, startLadderDemo, toolbox } from './support/ladder-demo.ts';

/* A user who has the role of `plumbline rbac --mode probe` and nothing else climbs the ladder. */

interface RbacObject {
  readonly kind: string;
  readonly rules?: readonly { readonly resources: readonly string[] }[];
}

let demo: LadderDemo;
let recorded: RecordingProxy;

beforeAll(async () => {
  demo = await startLadderDemo(createSimulation());
  recorded = await recordRequests(demo.demo.kubeconfig);
});
afterAll(async () => {
  await recorded.close();
  await demo.end();
});

/** Gives user nobody the role, but for the rules of some resources. */
async function grant(...without: readonly string[]): Promise<void> {
  const text = roleYaml({ mode: 'probe', namespace: undefined, subject: { kind: 'User', name: 'nobody' } });
  for (const document of parseAllDocuments(text)) {
    const object = document.toJS() as RbacObject;
    const rules = object.rules?.filter(({ resources }) => !resources.some((resource) => without.includes(resource)));
    const path = `/apis/rbac.authorization.k8s.io/v1/${object.kind.toLowerCase()}s`;
    await demo.http.send('DELETE', `${path}/plumbline-probe`);
    await must(demo.http, 'POST', path, { ...object, ...(rules === undefined ? {} : { rules }) });
  }
}

const probe = () => demo.probe({ name: 'latency', context: 'nobody', kubeconfig: recorded.kubeconfig });

describe('the role of probe mode', () => {
  it.each([
    ['a debug container', [], 'debug-container'],
    ['a probe pod, where debug containers are not granted', ['pods/ephemeralcontainers'], 'probe-pod'],
  ] as const)('is enough for %s: nothing is refused', async (_, without, rung) => {
    await grant(...without);
    const before = recorded.refused().length;
    const { exitCode, answer, told } = await probe();
    expect({ exitCode, told }).toEqual({ exitCode: 0, told: expect.any(String) });
    expect(JSON.stringify(answer)).toContain(rung);
    expect(recorded.refused().slice(before)).toEqual([]);
  });

  it('is enough for a debug pod on a node: nothing is refused', async () => {
    await grant();
    const before = recorded.refused().length;
    const { kubeconfig } = recorded;
    const cluster = openCluster({ kubeconfig, context: 'nobody', mode: 'probe' });
    const settings = { image: toolbox, lastsSeconds: 60 };
    const ladder = createLadder(
      { cluster, settings, mode: 'probe', recorder: { append: () => {} }, kubeconfig, maker: 'a test 1' },
      async ({ choices: [first] }) => (first ? { choice: first } : { choice: undefined, sentence: '', nextStep: '' }),
    );
    try {
      expect(await ladder.reachNode('worker-1', AbortSignal.timeout(30_000))).toEqual({ climbed: true });
    } finally {
      await ladder.close();
      await cluster.close();
    }
    expect(ladder.made.getSnapshot()).toMatchObject([{ kind: 'node-debug-pod', state: 'removed' }]);
    expect(recorded.refused().slice(before)).toEqual([]);
  });
});
