import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Backend } from '../../demo/backend.ts';
import { podId } from '../../demo/lab/cluster-model.ts';
import { createLab } from '../../demo/lab/create-lab.ts';
import { serveNodes, type ServedNodes } from '../../demo/ssh/serve-nodes.ts';
import { demoWorld } from '../../demo/world/demo-world.ts';
import type { NodeSettings } from '../../src/reach/node/settings.ts';
import { shellLine } from '../../src/reach/quote.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { programs } from './support/bench.ts';
import { type LadderDemo, type LadderProbe, startLadderDemo } from './support/ladder-demo.ts';

/* A distroless pod, in observe mode: every probe works from its node, in the pod's network, on real packets. */

const probes: readonly LadderProbe['name'][] = ['latency', 'connect', 'dns', 'bandwidth'];

describeWithPrograms('the rung that enters a pod from its node', programs, () => {
  let lab: Backend;
  let demo: LadderDemo;
  let nodes: ServedNodes;
  let folder: string;
  beforeAll(async () => {
    lab = createLab();
    demo = await startLadderDemo(lab);
    folder = mkdtempSync(join(tmpdir(), 'plumbline-rung-'));
    nodes = await serveNodes(demoWorld(), lab, folder);
    await placeCrictl(demo.catalog);
  });
  afterAll(async () => {
    nodes.stop();
    await demo.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const settings = (): NodeSettings => ({
    ssh: {
      user: undefined,
      address: 'name',
      transport: 'ssh2',
      hosts: {},
      configFile: nodes.config,
      accepted: [],
    },
    local: { home: folder, name: 'anna' },
    runtimeFolder: folder,
    stateFolder: folder,
    named: undefined,
  });

  /** A crictl on every node that knows this one pod. */
  async function placeCrictl(name: string, uid?: string): Promise<void> {
    const pod = (await demo.http.get(`/api/v1/namespaces/shop/pods/${name}`)).body;
    const object = pod as Parameters<typeof podId>[0];
    const id = podId(object);
    const metadata = { name, namespace: 'shop', uid: uid ?? object.metadata.uid, attempt: 0 };
    const listed = { items: [{ id: 'f'.repeat(64), metadata, state: 'SANDBOX_READY' }] };
    const namespaces = [{ type: 'network', path: `/var/run/netns/${id}` }];
    const inspected = {
      status: { metadata, state: 'SANDBOX_READY', linux: { namespaces: { options: { network: 'POD' } } } },
      info: { pid: 4711, runtimeSpec: { linux: { namespaces } } },
    };
    const say = (what: unknown): string => `echo '${JSON.stringify(what)}' | sed "s/4711/$(cat /run/lab/pid/${id})/"`;
    const text = `#!/bin/sh\nif [ "$1" = pods ]; then ${say(listed)}; else ${say(inspected)}; fi\n`;
    const file = '/run/lab/node-bin/crictl';
    const place = shellLine(['sh', '-c', `printf %s "$1" >${file}; chmod 755 ${file}`, 'sh', text]);
    const node = 'worker-3';
    const { ended } = await lab.execOnNode({ node, line: `sudo ${place}`, tty: false, environment: {} });
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
  }

  for (const name of probes) {
    it(`${name} works, asks nothing, makes nothing, and its answer names the rung`, async () => {
      const { exitCode, answer, told } = await demo.probe({
        name,
        context: 'plumbline-demo',
        mode: 'observe',
        nodes: settings(),
      });
      expect({ exitCode, told, sentence: answer['sentence'] }).toEqual({
        exitCode: 0,
        told: '',
        sentence: expect.any(String),
      });
      expect(JSON.stringify(answer)).toMatch(/"rung":"node"/);
      // The names are the pod's: the node itself asks another server.
      if (name === 'dns') expect(answer).toMatchObject({ server: expect.stringContaining(demoWorld().dnsAddress) });
      expect(await demo.debugContainers()).toEqual([]);
      expect(await demo.probePods()).toEqual([]);
    });
  }

  it('another pod that has taken the name on the node is not entered', async () => {
    await placeCrictl(demo.catalog, 'another');
    const { exitCode, answer } = await demo.probe({
      name: 'connect',
      context: 'plumbline-demo',
      mode: 'observe',
      nodes: settings(),
    });
    expect(exitCode).toBe(3);
    expect(answer['sentence']).toMatch(/another pod has taken its name on the node/);
  });
});
