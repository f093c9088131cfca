import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../demo/backend.ts';
import { createLab } from '../../demo/lab/create-lab.ts';
import { createSimulation } from '../../demo/simulate/simulation.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { waitUntil } from '../support/wait-until.ts';
import { programs } from './support/bench.ts';
import { type LadderDemo, type LadderProbe, must, startLadderDemo, toolbox } from './support/ladder-demo.ts';

/* A distroless pod as source: every probe works through each rung, while the rungs before it are switched off. */

const merge = { 'content-type': 'application/merge-patch+json' };
const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
const probes: readonly LadderProbe['name'][] = ['latency', 'connect', 'dns', 'bandwidth'];

interface RungCase {
  readonly title: string;
  readonly context: string;
  readonly mode?: 'observe';
  /** Another source than the distroless pod of the demo. */
  readonly from?: string;
  /** On real packets too: the others differ in the API alone. */
  readonly real?: true;
  readonly rung: string;
  readonly kind: string;
  /** Said before anything is made; '' where nothing is. */
  readonly told: RegExp;
  readonly prepare?: (demo: LadderDemo) => Promise<void>;
  readonly after?: (demo: LadderDemo) => Promise<void>;
}

const rungs: readonly RungCase[] = [
  {
    title: 'another container of the pod',
    context: 'plumbline-demo',
    mode: 'observe',
    from: 'shop/two-containers',
    rung: 'other-container',
    kind: 'container',
    told: /^$/,
    prepare: async ({ http }) => {
      const containers = [
        { name: 'app', image: 'registry.example/shop/catalog:3.0.0-distroless' },
        { name: 'sidecar', image: toolbox, command: ['sleep', '600'] },
      ];
      const metadata = { name: 'two-containers', namespace: 'shop' };
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: 'worker-3', containers } };
      await must(http, 'POST', '/api/v1/namespaces/shop/pods', pod);
      const path = '/api/v1/namespaces/shop/pods/two-containers';
      await waitUntil('the pod has an address', async () =>
        JSON.stringify((await http.get(path)).body).includes('podIP'),
      );
    },
  },
  {
    title: 'a new debug container',
    real: true,
    context: 'plumbline-demo',
    rung: 'debug-container',
    kind: 'ephemeral-container',
    told: /A debug \(ephemeral\) container plumbline-debug-\w+ .*What stays: its entry in the pod cannot be removed/s,
  },
  {
    title: 'a debug container per command, read by its log, without exec',
    real: true,
    context: 'no-exec',
    rung: 'debug-container',
    kind: 'ephemeral-container',
    told: /exec is not allowed, so the command is its entrypoint and the answer its log/,
  },
  {
    title: 'a probe pod, where debug containers are not allowed',
    real: true,
    context: 'no-debug',
    rung: 'probe-pod',
    kind: 'probe-pod',
    told: /Not a new debug container: No rule allows you to patch pods\/ephemeralcontainers.*labels, so its answer may differ/s,
  },
  {
    title: 'a probe pod, where Pod Security refuses every debug container',
    context: 'plumbline-demo',
    rung: 'probe-pod',
    kind: 'probe-pod',
    told: /Not a new debug container: .*violates PodSecurity "restricted:latest"/s,
    prepare: ({ http }) => enforce(http, 'restricted'),
    after: ({ http }) => enforce(http, null),
  },
  {
    title: 'a debug container that is there already, in observe mode',
    context: 'plumbline-demo',
    mode: 'observe',
    rung: 'existing-debug-container',
    kind: 'ephemeral-container',
    told: /^$/,
    prepare: async ({ http, catalog }) => {
      const container = { name: 'colleague', image: toolbox, command: ['sleep', '600'] };
      const path = `/api/v1/namespaces/shop/pods/${catalog}/ephemeralcontainers`;
      await must(http, 'PATCH', path, { spec: { ephemeralContainers: [container] } }, strategic);
    },
  },
];

async function enforce(http: LadderDemo['http'], level: string | null): Promise<void> {
  const labels = { 'pod-security.kubernetes.io/enforce': level };
  await must(http, 'PATCH', '/api/v1/namespaces/shop', { metadata: { labels } }, merge);
}

function theRungs(makeBackend: () => Backend, wanted: (rung: RungCase) => boolean = () => true): void {
  let demo: LadderDemo;
  beforeAll(async () => {
    demo = await startLadderDemo(makeBackend());
  });
  afterAll(() => demo.end());

  for (const { title, context, mode, from, rung, kind, told, prepare, after } of rungs.filter(wanted)) {
    describe(title, () => {
      beforeAll(() => prepare?.(demo));
      afterAll(() => after?.(demo));
      for (const name of probes) {
        it(`${name} works, and its answer names the rung`, async () => {
          const {
            exitCode,
            answer,
            told: said,
          } = await demo.probe({
            name,
            context,
            ...(mode && { mode }),
            ...(from && { more: { from } }),
          });
          expect(answer).toMatchObject({ sentence: expect.any(String) });
          expect({ exitCode, sentence: answer['sentence'] }).toEqual({ exitCode: 0, sentence: expect.any(String) });
          expect(placeOf(answer)).toMatchObject({ rung, kind });
          expect(said.split('plumbline: Debug')[0]).toMatch(told);
        });
      }
      it('leaves nothing running', async () => {
        // A command that is its container's entrypoint ends by its own bound; a sleeper is told to end.
        const bound = { timeout: 20_000, interval: 250 };
        await expect.poll(() => demo.probePods(), bound).toEqual([]);
        await expect.poll(() => demo.debugContainersRunning(), bound).toEqual([]);
      });
    });
  }
}

/** Where a probe ran; of a bandwidth test its source. */
function placeOf(answer: Readonly<Record<string, unknown>>): unknown {
  const { summary, place } = answer;
  if (place !== undefined) return place;
  const places: unknown = Reflect.get(Object(summary), 'places');
  return Reflect.get(Object(places), 'source');
}

describe('the ladder of a distroless pod, simulated', () => theRungs(createSimulation));
describeWithPrograms('the ladder of a distroless pod, on real packets', programs, () =>
  theRungs(createLab, ({ real }) => real === true),
);

describe('the ladder of both ends, and what stops it', () => {
  let demo: LadderDemo;
  beforeAll(async () => {
    demo = await startLadderDemo(createSimulation());
  });
  afterAll(() => demo.end());

  it('observe mode makes nothing and names the mode that would', async () => {
    const { exitCode, answer } = await demo.probe({ name: 'connect', context: 'plumbline-demo', mode: 'observe' });
    expect(exitCode).toBe(3);
    expect(answer['sentence']).toContain('Start plumbline with --mode probe');
    expect(await demo.debugContainers()).toEqual([]);
  });

  it('without --yes what would be made is told and not made', async () => {
    const { exitCode, answer, told } = await demo.probe({ name: 'connect', context: 'plumbline-demo', yes: false });
    expect(exitCode).toBe(3);
    expect(answer['sentence']).toContain('Add --yes');
    expect(told).toContain('A debug (ephemeral) container');
    expect(await demo.debugContainers()).toEqual([]);
  });

  it('without an image those on the node are proposed and none is used', async () => {
    const { exitCode, answer, told } = await demo.probe({ name: 'connect', context: 'plumbline-demo', image: '' });
    expect(exitCode).toBe(3);
    expect(answer['sentence']).toContain(`Add --image ${toolbox}`);
    expect(told).toContain(`proposed image: ${toolbox} (on node worker-3 already)`);
    expect(await demo.debugContainers()).toEqual([]);
  });

  it('an image that is known to lack the program is not even tried', async () => {
    const image = 'docker.io/library/busybox:1.37';
    const { exitCode, answer } = await demo.probe({ name: 'bandwidth', context: 'plumbline-demo', image });
    expect(exitCode).toBe(3);
    expect(answer['sentence']).toContain(`the configured image ${image} has no iperf3`);
    expect(await demo.debugContainers()).toEqual([]);
  });

  it('serves both ends of a bandwidth test, each on its own rung', async () => {
    const more = { from: 'deploy/shop/frontend', to: `shop/${demo.catalog}` };
    const { exitCode, answer } = await demo.probe({ name: 'bandwidth', context: 'no-debug', more });
    expect(exitCode).toBe(0);
    expect(answer['summary']).toMatchObject({
      places: { source: { rung: 'container' }, destination: { rung: 'probe-pod', address: expect.any(String) } },
    });
  });

  it('a user without any right is told of each rung', async () => {
    const { exitCode, answer } = await demo.probe({ name: 'latency', context: 'viewer' });
    expect(exitCode).toBe(3);
    expect(answer['sentence']).toMatch(
      /a new debug container: No rule allows you to patch.*a probe pod on the same node: No rule allows you to create pods/s,
    );
  });

  it('an image that no registry has is named with the kubelet’s words, on both rungs, and the pod is removed', async () => {
    const image = 'registry.demo/absent:1';
    const { exitCode, answer, told } = await demo.probe({ name: 'connect', context: 'plumbline-demo', image });
    expect(exitCode).toBe(3);
    expect(answer['sentence']).toMatch(
      /a new debug container: the image .*(ErrImagePull|ImagePullBackOff).*not found/s,
    );
    expect(answer['sentence']).toMatch(/a probe pod on the same node: the image .*(ErrImagePull|ImagePullBackOff)/s);
    expect(told).toContain('its entry stays in the pod');
    await expect.poll(() => demo.probePods(), { timeout: 10_000 }).toEqual([]);
  });
});
