import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithKubectl, kubectl, refused, startKubectl, succeed } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';

const image = 'registry.demo/plumbline/toolbox:1';

describeWithKubectl('kubectl debug in the demo', () => {
  let demo: LocalDemo;
  let catalog: string;
  beforeAll(async () => {
    demo = await startLocalDemo();
    catalog = (await ok('get', 'pods', '-l', 'app=catalog', '-o', 'name')).trim();
  });
  afterAll(() => demo.stop());

  const ok = (...args: string[]): Promise<string> => succeed(demo.kubeconfig, args);

  const debug = (name: string, from: string, ...command: string[]): Promise<string> =>
    ok('debug', catalog, `--image=${from}`, '--profile=general', '-c', name, '--', ...command);

  const state = (name: string): Promise<string> =>
    ok('get', catalog, '-o', `jsonpath={.status.ephemeralContainerStatuses[?(@.name=="${name}")].state}`);

  const soon = { timeout: 10_000, interval: 100 };

  it('runs a command in an ephemeral container and lets others be exec’ed there', async () => {
    await debug('tools', image, 'sleep', '900');
    await expect.poll(() => state('tools'), soon).toContain('"running"');
    expect(await ok('exec', catalog, '-c', 'tools', '--', 'echo', 'here')).toBe('here\n');
  });

  it('shows how the command ended, and what it wrote', async () => {
    await debug('brief', image, 'sh', '-c', 'echo one; printf two; exit 3');
    await expect.poll(() => state('brief'), soon).toContain('"exitCode":3');
    expect(await ok('logs', catalog, '-c', 'brief')).toBe('one\ntwo');
    expect(await refused(demo.kubeconfig, ['exec', catalog, '-c', 'brief', '--', 'true'])).toContain(
      'container not found ("brief")',
    );
  });

  it('follows what the command writes to its end', async () => {
    await debug('slow', image, 'sh', '-c', 'echo first; sleep 1; echo last');
    await expect.poll(() => state('slow'), soon).toContain('"startedAt"');
    expect(await ok('logs', '-f', catalog, '-c', 'slow')).toBe('first\nlast\n');
  });

  it('says ImagePullBackOff of an image that no registry has', async () => {
    await debug('absent', 'registry.demo/absent:1', 'sleep', '1');
    await expect.poll(() => state('absent'), soon).toContain('"reason":"ImagePullBackOff"');
    expect(await state('absent')).toContain('registry.demo/absent:1: not found');
    expect(await refused(demo.kubeconfig, ['logs', catalog, '-c', 'absent'])).toContain(
      'is waiting to start: trying and failing to pull image',
    );
  });

  it('says StartError of a program that the image does not have', async () => {
    await debug('missing', image, 'no-such-program');
    await expect.poll(() => state('missing'), soon).toContain('"reason":"StartError"');
    expect(await state('missing')).toContain('executable file not found in $PATH');
  });

  it('makes a pod on a node that shares its network', async () => {
    const said = await ok(
      'debug',
      'node/worker-2',
      `--image=${image}`,
      '--profile=general',
      '--',
      'sh',
      '-c',
      'echo up',
    );
    const name = /node-debugger-worker-2-\w+/.exec(said)?.[0] ?? '';
    await ok('wait', '--for=jsonpath={.status.phase}=Succeeded', `pod/${name}`, '--timeout=15s');
    expect(await ok('get', 'pod', name, '-o', 'jsonpath={.spec.hostNetwork} {.spec.nodeName} {.status.podIP}')).toBe(
      'true worker-2 192.168.77.12',
    );
    expect(await ok('logs', name)).toBe('up\n');
    expect(await ok('get', 'pod', name, '--no-headers')).toMatch(/0\/1 +Completed/);
  });

  it('copies a pod and runs another command in the copy', async () => {
    await ok('debug', catalog, '--copy-to=catalog-copy', '--container=catalog', '--', 'sleep', '900');
    await ok('wait', '--for=condition=Ready', 'pod/catalog-copy', '--timeout=15s');
    expect(await ok('exec', 'catalog-copy', '--', 'echo', 'inside')).toBe('inside\n');
  });

  it('attaches to the command of an ephemeral container', async () => {
    const { code, stdout } = await kubectl(
      demo.kubeconfig,
      ['debug', '-i', catalog, `--image=${image}`, '--profile=general', '-c', 'attached', '--', 'sh'],
      'echo typed\nexit 0\n',
    );
    expect(stdout).toContain('typed');
    expect(code).toBe(0);
  });

  it('shows one that waits in a watch of the pod', async () => {
    const watch = startKubectl(demo.kubeconfig, [
      'get',
      catalog,
      '-w',
      '-o',
      'jsonpath={.status.ephemeralContainerStatuses}{"\\n"}',
    ]);
    await debug('watched', image, 'sleep', '900');
    await watch.until((text) => text.includes('"name":"watched"'));
    await watch.stop();
  });
});
