import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithKubectl, succeed } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';

const image = '--image=registry.demo/plumbline/toolbox:1';

describeWithKubectl('kubectl and the controllers of the demo', () => {
  let demo: LocalDemo;
  beforeAll(async () => {
    demo = await startLocalDemo();
  });
  afterAll(() => demo.stop());

  const ok = (...args: string[]): Promise<string> => succeed(demo.kubeconfig, args);
  const soon = { timeout: 10_000, interval: 100 };

  it.each([
    ['deployment/frontend', 'shop', 'successfully rolled out'],
    ['daemonset/node-exporter', 'monitoring', 'successfully rolled out'],
    ['statefulset/redis', 'shop', 'rolling update complete'],
  ])('rollout restart and status of %s replace every pod', async (workload, namespace, done) => {
    const app = workload.split('/')[1] ?? '';
    const uids = async (): Promise<string[]> =>
      (await ok('get', 'pods', '-n', namespace, '-l', `app=${app}`, '-o', 'jsonpath={.items[*].metadata.uid}')).split(
        ' ',
      );
    const before = await uids();
    await ok('rollout', 'restart', workload, '-n', namespace);
    expect(await ok('rollout', 'status', workload, '-n', namespace, '--timeout=20s')).toContain(done);
    await expect.poll(async () => (await uids()).length, soon).toBe(before.length);
    expect((await uids()).filter((uid) => before.includes(uid))).toEqual([]);
  });

  it('create job: its pod runs, its output is its log, it completes', async () => {
    await ok('create', 'job', 'once', image, '--', 'sh', '-c', 'echo one; echo two');
    await ok('wait', '--for=condition=complete', 'job/once', '--timeout=15s');
    expect(await ok('logs', 'job/once')).toBe('one\ntwo\n');
    expect(await ok('get', 'job', 'once', '--no-headers')).toMatch(/^once +Complete +1\/1/);
    expect(await ok('describe', 'job', 'once')).toMatch(
      /Pods Statuses: +0 Active \(0 Ready\) \/ 1 Succeeded \/ 0 Failed/,
    );
    await ok('delete', 'job', 'once');
    await expect.poll(() => ok('get', 'pods', '-l', 'job-name=once', '-o', 'name'), soon).toBe('');
  });

  it('a Job whose command fails is tried again and then given up', async () => {
    const manifest = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'failing', namespace: 'shop' },
      spec: {
        backoffLimit: 1,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'a', image: 'registry.demo/plumbline/toolbox:1', command: ['false'] }],
          },
        },
      },
    };
    await succeed(demo.kubeconfig, ['apply', '-f', '-'], JSON.stringify(manifest));
    await ok('wait', '--for=condition=failed', 'job/failing', '--timeout=15s');
    expect(await ok('get', 'job', 'failing', '-o', 'jsonpath={.status.failed} {.status.conditions[1].reason}')).toBe(
      '2 BackoffLimitExceeded',
    );
  });

  it('a pod that may not run longer is ended at its deadline', async () => {
    await ok(
      'run',
      'bounded',
      image,
      '--restart=Never',
      '--overrides={"spec":{"activeDeadlineSeconds":1}}',
      '--',
      'sleep',
      '900',
    );
    await ok('wait', '--for=jsonpath={.status.phase}=Failed', 'pod/bounded', '--timeout=15s');
    expect(await ok('get', 'pod', 'bounded', '-o', 'jsonpath={.status.reason}')).toBe('DeadlineExceeded');
  });

  it('a pod whose command ends is restarted, and its last words stay', async () => {
    await ok('run', 'crashing', image, '--', 'sh', '-c', 'echo boom; exit 4');
    await expect.poll(() => ok('get', 'pod', 'crashing', '--no-headers'), soon).toMatch(/CrashLoopBackOff +1/);
    expect(await ok('logs', 'crashing', '--previous')).toBe('boom\n');
    await ok('delete', 'pod', 'crashing');
  });

  it('create deployment with an image that no registry has: ImagePullBackOff', async () => {
    await ok('create', 'deployment', 'absent', '--image=registry.demo/absent:1');
    await expect.poll(() => ok('get', 'pods', '-l', 'app=absent', '--no-headers'), soon).toContain('ImagePullBackOff');
    await ok('delete', 'deployment', 'absent');
  });
});
