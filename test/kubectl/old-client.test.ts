import { afterAll, beforeAll, expect, it } from 'vitest';
import { oldKubectlProgram, startKubectl } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';
import { describeWithFiles } from '../support/needs.ts';

describeWithFiles(
  "Debian's kubectl 1.20 and the demo",
  { "bullseye's kubectl (npm run setup fetches it)": oldKubectlProgram },
  () => {
    let demo: LocalDemo;
    beforeAll(async () => {
      demo = await startLocalDemo();
    });
    afterAll(() => demo.stop());

    async function ok(...args: string[]): Promise<string> {
      const all = [`--cache-dir=${demo.kubeconfig}.cache`, ...args];
      const { code, stdout, stderr } = await startKubectl(demo.kubeconfig, all, undefined, oldKubectlProgram).result;
      expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
      return stdout;
    }

    it('get: tables, every kind at once, whole objects', async () => {
      expect(await ok('get', 'pods', '-o', 'wide')).toMatch(/redis-0 .* 10\.244\.2\.6 +worker-2/);
      expect(await ok('get', 'all')).toContain('deployment.apps/cart');
      expect(await ok('get', 'endpoints', 'backend')).toContain('10.244.1.5:8080');
      expect(await ok('get', 'pod', 'redis-0', '-o', 'jsonpath={.status.podIP}')).toBe('10.244.2.6');
    });

    it('describe: pod, node, service with its Endpoints, policy', async () => {
      expect(await ok('describe', 'pod', 'redis-0')).toMatch(/Ready +True/);
      expect(await ok('describe', 'node', 'worker-1')).toMatch(/InternalIP: +192\.168\.77\.11/);
      expect(await ok('describe', 'service', 'backend')).toMatch(/Endpoints: .*10\.244\.2\.5:8080/);
      expect(await ok('describe', 'networkpolicy', 'backend-ingress')).toContain('To Port: metrics/TCP');
    });

    it('logs', async () => {
      expect((await ok('logs', 'redis-0', '--tail=2')).trim().split('\n')).toHaveLength(2);
    });

    it('patch, label, delete', async () => {
      await ok('patch', 'pod', 'redis-0', '-p', '{"metadata":{"labels":{"old":"client"}}}');
      await ok('label', 'pod', 'redis-0', 'second=label');
      expect(await ok('get', 'pod', 'redis-0', '-o', 'jsonpath={.metadata.labels.old} {.metadata.labels.second}')).toBe(
        'client label',
      );
      expect(await ok('delete', 'pod', 'redis-0')).toContain('deleted');
    });
  },
);
