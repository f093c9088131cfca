import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { endSleeperArgv } from '../../src/reach/ladder/sleeper.ts';
import { kubectlArgv, kubectlExecLine } from '../../src/reach/kubectl-line.ts';
import { planDebugContainer } from '../../src/reach/ladder/debug-container-plan.ts';
import { newName } from '../../src/reach/ladder/names.ts';
import { planNodePod } from '../../src/reach/ladder/node-pod-plan.ts';
import { nodePodProfiles } from '../../src/reach/ladder/node-pod-profile.ts';
import type { HelperPlan, HelperWish } from '../../src/reach/ladder/plan.ts';
import { type PodFacts, readPodFacts } from '../../src/reach/ladder/pod-facts.ts';
import { type PodSecurityLevel, securityContext } from '../../src/reach/ladder/pod-security.ts';
import { planProbePod } from '../../src/reach/ladder/probe-pod-plan.ts';
import { safeLabels } from '../../src/reach/ladder/safe-labels.ts';
import { shellLine } from '../../src/reach/quote.ts';
import { DemoHttp, pick, pickList, pickText } from '../support/demo-http.ts';
import { describeWithKubectl, kubectlProgram } from '../support/kubectl.ts';
import { type LocalDemo, startLocalDemo } from '../support/local-demo.ts';

/* Each line that is shown before a helper is made, pasted into a shell with the real kubectl, makes what plumbline would. */

const now = Date.now();
const soon = { timeout: 15_000, interval: 100 };
const run = promisify(execFile);

describeWithKubectl('the lines that the ladder shows', () => {
  let demo: LocalDemo;
  let http: DemoHttp;
  let catalog: PodFacts;
  beforeAll(async () => {
    demo = await startLocalDemo();
    http = new DemoHttp(demo.api);
    const pods = (await http.get('/api/v1/namespaces/shop/pods?labelSelector=app%3Dcatalog')).body;
    const facts = readPodFacts(pick(pods, 'items', 0));
    if (facts === undefined) throw new Error('the demo has no pod shop/catalog');
    catalog = facts;
  });
  afterAll(async () => {
    await http.close();
    await demo.stop();
  });

  const kubectl = () => ({ kubeconfig: demo.kubeconfig, context: 'plumbline-demo' });

  /** Pastes a line into a shell whose kubectl is the real one. */
  async function paste(line: string): Promise<string> {
    const env = { ...process.env, PATH: `${dirname(kubectlProgram)}:${process.env['PATH'] ?? ''}` };
    const { stdout } = await run('sh', ['-c', line], { env, timeout: 30_000 });
    return stdout;
  }

  const wish = (level: PodSecurityLevel): HelperWish => ({
    pod: catalog,
    image: 'registry.demo/plumbline/toolbox:1',
    via: 'exec',
    security: { level, basis: 'a test' },
    lasts: 60_000,
    maker: 'anna@bastion 1',
    labels: safeLabels(catalog.labels, new Set(['app', 'tier'])),
    kubectl: kubectl(),
  });

  const pod = async (name: string): Promise<unknown> => (await http.get(`/api/v1/namespaces/shop/pods/${name}`)).body;
  const debugContainer = async (name: string): Promise<unknown> =>
    pickList(await pod(catalog.name), 'spec', 'ephemeralContainers').find((one) => pickText(one, 'name') === name);
  const debugState = async (name: string): Promise<string> => {
    const statuses = pickList(await pod(catalog.name), 'status', 'ephemeralContainerStatuses');
    return JSON.stringify(statuses.find((one) => pickText(one, 'name') === name) ?? {});
  };

  /** The container that plumbline's own request would make. */
  const asked = (plan: HelperPlan): unknown => pick(plan.request.body, 'spec', 'ephemeralContainers', 0);

  for (const level of ['privileged', 'baseline', 'restricted'] as const) {
    it(`make the debug container of level ${level} with the same image, command, environment and security context`, async () => {
      const name = `plumbline-debug-${level}`;
      const plan = planDebugContainer(wish(level), name, now);
      await paste(plan.commandLine);
      const made = await debugContainer(name);
      for (const field of ['image', 'command', 'env', 'securityContext', 'imagePullPolicy']) {
        // kubectl gives what follows -- as args where the image's own entrypoint is kept, else as the command.
        expect(pick(made, field) ?? pick(made, 'args'), field).toEqual(pick(asked(plan), field));
      }
    });
  }

  it('run a program in it, and end it', async () => {
    const name = newName('plumbline-debug-');
    // The backend of this test runs programs of the machine, and in its /tmp.
    onTestFinished(() => rmSync(`/tmp/${name}.stop`, { force: true }));
    await paste(planDebugContainer(wish('baseline'), name, now).commandLine);
    await expect.poll(() => debugState(name), soon).toContain('"running"');
    const target = { namespace: 'shop', pod: catalog.name, container: name };
    expect(await paste(kubectlExecLine(target, ['echo', "it's here"], kubectl()))).toBe("it's here\n");
    await paste(kubectlExecLine(target, endSleeperArgv(name), kubectl()));
    await expect.poll(() => debugState(name), soon).toContain('"terminated"');
  });

  it('run one command as a debug container’s entrypoint', async () => {
    const name = 'plumbline-debug-once';
    await paste(planDebugContainer({ ...wish('baseline'), via: 'log' }, name, now, ['echo', 'a', "b'c"]).commandLine);
    await expect.poll(() => debugState(name), soon).toContain('"exitCode":0');
    const log = ['logs', '-n', 'shop', catalog.name, '-c', name];
    expect(await paste(shellLine(kubectlArgv(log, kubectl())))).toBe("a b'c\n");
  });

  it('make the probe pod on the same node, run a program in it, and remove it', async () => {
    const name = 'plumbline-probe-1a2b3c';
    await paste(planProbePod(wish('restricted'), name, now).commandLine);
    await expect.poll(async () => pickText(await pod(name), 'status', 'phase'), soon).toBe('Running');
    const made = await pod(name);
    expect(pick(made, 'spec', 'nodeName')).toBe(catalog.node);
    expect(pick(made, 'spec', 'activeDeadlineSeconds')).toBe(60);
    expect(pick(made, 'spec', 'containers', 0, 'securityContext')).toEqual(
      securityContext('restricted', { runAsNonRoot: false, runAsUser: undefined }),
    );
    expect(pick(made, 'metadata', 'labels')).toEqual({
      'app.kubernetes.io/name': 'plumbline-probe',
      'app.kubernetes.io/managed-by': 'plumbline',
    });
    const target = { namespace: 'shop', pod: name, container: 'probe' };
    expect(await paste(kubectlExecLine(target, ['echo', 'up'], kubectl()))).toBe('up\n');
    await paste(shellLine(kubectlArgv(['delete', 'pod', '-n', 'shop', name, '--wait=false'], kubectl())));
    await expect.poll(async () => pickText(await pod(name), 'reason'), soon).toBe('NotFound');
  });

  for (const profile of nodePodProfiles) {
    it(`make the debug pod of a node, ${profile}, as plumbline would`, async () => {
      const name = `plumbline-node-${profile}`;
      const plan = planNodePod(
        {
          node: 'worker-2',
          namespace: 'kube-system',
          basis: 'a test',
          image: 'registry.demo/plumbline/toolbox:1',
          profile,
          recursive: true,
          lasts: 60_000,
          maker: 'anna@bastion 1',
          kubectl: kubectl(),
        },
        name,
        now,
      );
      await paste(plan.commandLine);
      const path = `/api/v1/namespaces/kube-system/pods/${name}`;
      const made = async () => (await http.get(path)).body;
      await expect.poll(async () => pickText(await made(), 'status', 'phase'), soon).toBe('Running');
      const spec = pick(await made(), 'spec');
      expect(spec).toMatchObject(Object(pick(plan.request.body, 'spec')));
      await paste(shellLine(kubectlArgv(['delete', 'pod', '-n', 'kube-system', name, '--wait=false'], kubectl())));
      await expect.poll(async () => pickText(await made(), 'reason'), soon).toBe('NotFound');
    });
  }
});
