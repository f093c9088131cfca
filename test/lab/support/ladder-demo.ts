import { openCluster } from '../../../src/cluster-worker/open-cluster.ts';
import { runProbeCommand } from '../../../src/commands/probe/run-probe-command.ts';
import { configSchema } from '../../../src/config/schema.ts';
import type { Mode } from '../../../src/contracts/consent.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import type { NodeSettings } from '../../../src/reach/node/settings.ts';
import type { Backend } from '../../../demo/backend.ts';
import { DemoHttp, pick, pickList, pickText } from '../../support/demo-http.ts';
import { type LocalDemo, serveDemo } from '../../support/local-demo.ts';

/** The image that every node of the demo has, with every program in it. */
export const toolbox = 'registry.demo/plumbline/toolbox:1';

/** How one probe of the ladder's tests is made. */
export interface LadderProbe {
  readonly name: 'connect' | 'latency' | 'dns' | 'bandwidth';
  /** The user: a context of the demo's kubeconfig. */
  readonly context: string;
  readonly mode?: Mode;
  readonly image?: string;
  readonly yes?: boolean;
  readonly more?: Readonly<Record<string, unknown>>;
  /** Another way to the demo than its own kubeconfig. */
  readonly kubeconfig?: string;
  /** How nodes are reached; not at all without it. */
  readonly nodes?: NodeSettings;
}

export interface LadderAnswer {
  readonly exitCode: number;
  readonly answer: Readonly<Record<string, unknown>>;
  /** What the operator was told, on stderr. */
  readonly told: string;
}

/** A demo with a distroless source, and probes run on it. */
export interface LadderDemo {
  readonly demo: LocalDemo<Backend>;
  readonly http: DemoHttp;
  /** The name of the pod shop/catalog-…, whose image has no program at all. */
  readonly catalog: string;
  probe(probe: LadderProbe): Promise<LadderAnswer>;
  /** The pods that plumbline made and that are there. */
  probePods(): Promise<readonly string[]>;
  /** Debug containers of plumbline's in the distroless pod, and those of them that run. */
  debugContainers(): Promise<readonly string[]>;
  debugContainersRunning(): Promise<readonly string[]>;
  end(): Promise<void>;
}

/** Serves a demo over this backend. */
export async function startLadderDemo(backend: Backend): Promise<LadderDemo> {
  const demo = await serveDemo(backend);
  const http = new DemoHttp(demo.api);
  const pods = (await http.send('GET', '/api/v1/namespaces/shop/pods?labelSelector=app%3Dcatalog')).body;
  const catalog = pickText(pods, 'items', 0, 'metadata', 'name');
  const statuses = async (): Promise<readonly unknown[]> => {
    const pod = (await http.send('GET', `/api/v1/namespaces/shop/pods/${catalog}`)).body;
    const all = pickList(pod, 'status', 'ephemeralContainerStatuses');
    return all.filter((status) => pickText(status, 'name').startsWith('plumbline-debug-'));
  };
  return {
    demo,
    http,
    catalog,
    async probe({
      name,
      context,
      mode = 'probe',
      image = toolbox,
      yes = true,
      more = {},
      kubeconfig = demo.kubeconfig,
      nodes,
    }) {
      let stdout = '';
      let told = '';
      const own = { latency: { count: '2', interval: '0.2' }, bandwidth: { seconds: '1' }, connect: {}, dns: {} }[name];
      const to = name === 'dns' ? 'svc/shop/backend' : 'deploy/shop/frontend:8080';
      const exitCode = await runProbeCommand(
        name,
        { from: `shop/${catalog}`, to, output: 'json', ...(image === '' ? {} : { image }), yes, ...own, ...more },
        {
          loadConfig: () => Promise.resolve(configSchema.parse({})),
          mode,
          kubeconfig,
          openCluster: () => openCluster({ kubeconfig, context, mode, ...(nodes && { nodes }) }),
          stdout: (text) => {
            stdout += text;
          },
          stderr: (text) => {
            told += text;
          },
          signal: AbortSignal.timeout(60_000),
        },
      );
      return { exitCode, told, answer: JSON.parse(stdout === '' ? '{}' : stdout) };
    },
    async probePods() {
      const path = '/api/v1/pods?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dplumbline';
      return pickList((await http.send('GET', path)).body, 'items').map((pod) => pickText(pod, 'metadata', 'name'));
    },
    debugContainers: async () => (await statuses()).map((status) => pickText(status, 'name')),
    debugContainersRunning: async () =>
      (await statuses()).filter((status) => pick(status, 'state', 'running')).map((status) => pickText(status, 'name')),
    async end() {
      await http.close();
      await demo.stop();
    },
  };
}

/** Sends a request of the test's own and fails with the server's words. */
export async function must(
  http: DemoHttp,
  ...[method, path, body, headers]: Parameters<DemoHttp['send']>
): Promise<unknown> {
  const { code, body: answer } = await http.send(method, path, body, headers);
  if (code < 300) return answer;
  throw new PlumblineError(`${method} ${path}: ${code} ${pickText(answer, 'message')}`, {
    kind: 'protocol',
    operation: 'prepare a test',
  });
}
