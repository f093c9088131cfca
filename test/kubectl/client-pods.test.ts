import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Backend } from '../../demo/backend.ts';
import { createLab } from '../../demo/lab/create-lab.ts';
import { labPrograms } from '../../demo/lab/programs.ts';
import { createSimulation } from '../../demo/simulate/simulation.ts';
import { describeWithKubectl, refused, succeed } from '../support/kubectl.ts';
import { type LocalDemo, serveDemo } from '../support/local-demo.ts';
import { describeWithPrograms } from '../support/needs.ts';

const image = '--image=registry.demo/plumbline/toolbox:1';

function bodyFor(makeBackend: () => Backend): () => void {
  return () => {
    let demo: LocalDemo<Backend>;
    beforeAll(async () => {
      demo = await serveDemo(makeBackend());
    }, 30_000);
    afterAll(() => demo.stop());

    const ok = (...args: string[]): Promise<string> => succeed(demo.kubeconfig, args);

    const soon = { timeout: 15_000, interval: 100 };

    it('run on the network: a probe pod reaches a service by its name', async () => {
      await ok('run', 'probe', image, '--restart=Never', '--', 'sleep', '900');
      await ok('wait', '--for=condition=Ready', 'pod/probe', '--timeout=15s');
      const address = await ok('get', 'pod', 'probe', '-o', 'jsonpath={.status.podIP}');
      expect(await ok('exec', 'probe', '--', 'ip', '-4', 'addr', 'show', 'dev', 'eth0')).toContain(
        `inet ${address}/24`,
      );
      const url = 'http://grafana.monitoring.svc.cluster.local:3000/';
      expect(await ok('exec', 'probe', '--', 'curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', url)).toBe('200');
    });

    it('are gone with their processes when they are deleted', async () => {
      await ok('run', 'leaving', image, '--restart=Never', '--', 'sleep', '900');
      await ok('wait', '--for=condition=Ready', 'pod/leaving', '--timeout=15s');
      await ok('delete', 'pod', 'leaving', '--timeout=15s');
      expect(await refused(demo.kubeconfig, ['exec', 'leaving', '--', 'true'])).toContain('"leaving" not found');
    });

    it('write what their command writes into their log, and end with it', async () => {
      await ok('run', 'brief', image, '--restart=Never', '--', 'sh', '-c', 'hostname; echo problem >&2; exit 2');
      await ok('wait', '--for=jsonpath={.status.phase}=Failed', 'pod/brief', '--timeout=15s');
      expect((await ok('logs', 'brief')).split('\n').toSorted()).toEqual(['', 'brief', 'problem']);
      expect(
        await ok('get', 'pod', 'brief', '-o', 'jsonpath={.status.containerStatuses[0].state.terminated.exitCode}'),
      ).toBe('2');
    });

    it('with the node’s network have the node’s addresses', async () => {
      const overrides = '--overrides={"spec":{"hostNetwork":true,"nodeName":"worker-3","activeDeadlineSeconds":600}}';
      await ok('run', 'host', image, '--restart=Never', overrides, '--', 'sleep', '900');
      await ok('wait', '--for=condition=Ready', 'pod/host', '--timeout=15s');
      expect(await ok('exec', 'host', '--', 'ip', '-4', 'addr')).toContain('192.168.77.13/24');
    });

    it('end at their deadline, with what was exec’ed in them', async () => {
      const overrides = '--overrides={"spec":{"activeDeadlineSeconds":3}}';
      await ok('run', 'bounded', image, '--restart=Never', overrides, '--', 'sleep', '900');
      await ok('wait', '--for=condition=Ready', 'pod/bounded', '--timeout=15s');
      await refused(demo.kubeconfig, ['exec', 'bounded', '--', 'sleep', '900']);
      await expect
        .poll(() => ok('get', 'pod', 'bounded', '-o', 'jsonpath={.status.reason}'), soon)
        .toBe('DeadlineExceeded');
    });

    it('as ephemeral containers share the network of a pod without any program', async () => {
      const catalog = (await ok('get', 'pods', '-l', 'app=catalog', '-o', 'name')).trim();
      const address = await ok('get', catalog, '-o', 'jsonpath={.status.podIP}');
      await ok('debug', catalog, image, '--profile=general', '-c', 'tools', '--', 'sleep', '900');
      const state = 'jsonpath={.status.ephemeralContainerStatuses[0].state}';
      await expect.poll(() => ok('get', catalog, '-o', state), soon).toContain('running');
      const inside = (...argv: string[]): Promise<string> => ok('exec', catalog, '-c', 'tools', '--', ...argv);
      expect(await inside('ip', '-4', 'addr', 'show', 'dev', 'eth0')).toContain(`inet ${address}/24`);
      expect(await inside('ping', '-c', '1', '-W', '5', '127.0.0.1')).toContain('1 received');
      expect(await inside('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', 'http://127.0.0.1:8080/')).toBe('200');
    });
  };
}

describeWithKubectl('Pods of clients in the simulation', bodyFor(createSimulation));

describeWithPrograms('The lab', [...labPrograms, 'curl'], () => {
  describeWithKubectl('and pods of clients', bodyFor(createLab));
});
