import { beforeAll, expect, it, type TestContext } from 'vitest';
import { describeOnCluster } from './support/on-cluster.ts';
import { makePod, untilRunning } from './support/pods.ts';
import { containersMissing } from './support/target.ts';

const slow = 300_000;

describeOnCluster('the reach ladder of a pod without any program', (on) => {
  beforeAll(async () => {
    const { target, namespace } = on();
    if (containersMissing(target) !== undefined || target.image === undefined) return;
    await makePod(namespace, { name: 'bare', image: target.bareImage });
    await makePod(namespace, { name: 'peer', image: target.image, command: ['sleep', '1800'] });
    for (const name of ['bare', 'peer']) await untilRunning(namespace, name);
  }, slow);

  /** A test that needs containers; elsewhere it is reported as skipped, with the reason. */
  function fromBare(title: string, body: (context: TestContext) => Promise<void>): void {
    it(title, { timeout: slow }, async (context) => {
      const missing = containersMissing(on().target);
      if (missing !== undefined) context.skip(missing);
      await body(context);
    });
  }

  async function probe(name: string, to: string, ...more: string[]): Promise<Readonly<Record<string, unknown>>> {
    const { target, namespace } = on();
    const from = `pod/${namespace.name}/bare`;
    const { exitCode, stdout, stderr } = await target.run(
      'probe',
      name,
      '--from',
      from,
      '--to',
      to,
      ...more,
      '-o',
      'json',
    );
    if (stdout === '') throw new Error(`nothing was answered: ${stderr}`);
    return { exitCode, told: stderr, ...JSON.parse(stdout) };
  }
  const helped = (): readonly string[] => ['--mode', 'probe', '--yes', '--image', on().target.image ?? ''];
  const peer = (): string => `pod/${on().namespace.name}/peer`;

  /** Names of debug containers and probe pods that run now. */
  async function running(): Promise<readonly string[]> {
    const { namespace } = on();
    const bare = await namespace.find('pods/bare');
    const { ephemeralContainerStatuses = [] } = Object(bare?.['status']) as { ephemeralContainerStatuses?: Status[] };
    const pods = Object(await namespace.request('GET', 'pods')) as { items: readonly { metadata: { name: string } }[] };
    return [
      ...ephemeralContainerStatuses.filter(({ state }) => state?.running !== undefined).map(({ name }) => name),
      ...pods.items.map(({ metadata }) => metadata.name).filter((name) => name !== 'bare' && name !== 'peer'),
    ];
  }

  fromBare('in observe mode makes nothing, and names the mode that would', async () => {
    expect(await probe('latency', peer(), '--count', '2')).toMatchObject({
      exitCode: 3,
      sentence: expect.stringContaining('--mode probe'),
    });
    expect(await running()).toEqual([]);
  });

  fromBare('makes a helper that is told before, and its answer names the rung', async () => {
    const answer = await probe('latency', peer(), '--count', '3', ...helped());
    expect(answer).toMatchObject({
      exitCode: 0,
      class: 'replies',
      place: { rung: expect.stringMatching(/debug-container|probe-pod/), kind: expect.any(String) },
      told: expect.stringMatching(/A debug \(ephemeral\) container|probe pod/),
    });
  });

  fromBare('resolves a name from there', async () => {
    expect(await probe('dns', 'svc/default/kubernetes', ...helped())).toMatchObject({ exitCode: 0, class: 'answered' });
  });

  fromBare('leaves nothing running, and cleanup has nothing left to remove', async () => {
    await expect.poll(running, { timeout: 60_000, interval: 1000 }).toEqual([]);
    const { target, namespace } = on();
    const { exitCode, stdout, stderr } = await target.run('cleanup', '-n', namespace.name, '-o', 'json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
    expect(JSON.parse(stdout)).toMatchObject({ apiVersion: 'plumbline/v1' });
    expect(await running()).toEqual([]);
  });
});

interface Status {
  readonly name: string;
  readonly state?: { readonly running?: unknown };
}
