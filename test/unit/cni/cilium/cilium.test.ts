import { describe, expect, it } from 'vitest';
import { cilium } from '../../../../src/cni/cilium/cilium.ts';
import { describeWithShared } from '../../../support/needs.ts';
import { inventoryOf, podObject } from '../../inventory/objects.ts';
import { node, objects, output, sample, scriptedReach } from '../support.ts';

const nodes = [node('worker-1'), node('worker-2')];
const base = objects(nodes);
const cluster = {
  ...base,
  summary: { ...base.summary, name: 'cilium', version: 'v1.17.1', namespace: 'kube-system' },
  configMaps: new Map([['kube-system/cilium-config', { 'routing-mode': 'native', 'enable-hubble': 'true' }]]),
};
const ciliumNodes = {
  items: [{ metadata: { name: 'worker-1' }, spec: { addresses: [{ type: 'InternalIP', ip: '10.0.0.1' }] } }],
};
const worker = nodes[0] ?? node('worker-1');

async function look(reach: ReturnType<typeof scriptedReach>) {
  const shared = await cilium.gatherShared(cluster, reach);
  const evidence = { objects: cluster, shared, expects: cilium.expects(cluster, shared) };
  const own = await cilium.gatherNode(worker, reach, evidence);
  const ofNode = { node: 'worker-1', at: 0, way: undefined, problem: undefined, facts: undefined, own, raw: [] };
  return {
    own,
    judged: cilium.judgeNode(worker, ofNode, evidence),
    whole: cilium.judgeCluster(evidence, new Map([['worker-1', ofNode]])),
  };
}

describe('a look at a node with Cilium', () => {
  const inventory = inventoryOf({ pods: [podObject('shop', 'web', { status: { podIPs: [{ ip: '10.0.1.5' }] } })] });
  const status = JSON.stringify({
    cilium: { state: 'Ok', msg: '1.17.1 (v1.17.1)' },
    kubernetes: { state: 'Ok', msg: '1.31' },
    controllers: [
      { name: 'sync', status: {} },
      { name: 'dns-gc', status: { 'consecutive-failure-count': 3, 'last-failure-msg': 'timeout' } },
    ],
  });
  const endpoints = JSON.stringify([
    {
      id: 7,
      status: {
        state: 'ready',
        identity: { id: 5, labels: ['k8s:app=web'] },
        networking: { addressing: [{ ipv4: '10.0.1.5' }] },
        policy: { realized: { 'policy-enabled': 'both' } },
      },
    },
  ]);

  it('asks in JSON, and tells a controller that fails (CI01)', async () => {
    const agent = {
      'cilium-dbg status -o json': output(status),
      'cilium-dbg endpoint list -o json': output(endpoints),
      'cilium-dbg bpf metrics list -o json': output('[{"reason":"Success","direction":"ingress","packets":1}]'),
      'hubble observe --verdict DROPPED --last 50 -o json': output(''),
    };
    const { judged } = await look(
      scriptedReach({ agent, api: { '/apis/cilium.io/v2/ciliumnodes': ciliumNodes }, inventory }),
    );
    expect(judged.cells).toEqual({
      status: { text: 'Failure 1/2', health: 'fault' },
      mesh: { text: '?', health: 'unknown' },
      endpoints: { text: '1/1', health: 'ok' },
      drops: { text: 'none', health: 'ok' },
    });
    expect(judged.findings.find(({ id }) => id === 'cilium/status')?.sentence).toContain('dns-gc (timeout)');
  });

  it('falls back to the program’s older name and to text', async () => {
    const reach = scriptedReach({
      agent: {
        'cilium status --verbose': output('Cilium:   Ok   OK\nKVStore:  Ok   Disabled\n'),
        'cilium status -o json': output('', { errorText: 'unknown shorthand flag', end: { kind: 'exited', code: 1 } }),
      },
      inventory,
    });
    const { own, judged } = await look(reach);
    expect(own.program).toBe('cilium');
    expect(judged.cells['status']).toEqual({ text: 'Ok', health: 'ok' });
    expect(reach.asked.filter((line) => line.includes('cilium-dbg'))).toEqual(['agent: cilium-dbg status -o json']);
  });

  it('knows nothing, and calls nothing well, where programs cannot be run', async () => {
    const { judged } = await look(scriptedReach({}));
    expect(Object.values(judged.cells).map(({ health }) => health)).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(judged.findings.every(({ health }) => health === 'unknown')).toBe(true);
  });

  it('a node without a CiliumNode is told', async () => {
    const reach = scriptedReach({ api: { '/apis/cilium.io/v2/ciliumnodes': { items: [] } } });
    const { judged } = await look(reach);
    expect(judged.findings[0]).toMatchObject({ id: 'cilium/registered', health: 'fault' });
  });
});

describeWithShared('status of agents (CI01, CI02) in saved outputs', 'samples', (folder) => {
  it.each([
    ['seed-guide-1.14-etcd.txt', 'ok', 'Ok 27/27'],
    ['v1.17-cni-config-file.txt', 'ok', 'Ok'],
    ['v1.15-crd-mode-kpr-true.txt', 'ok', 'Ok'],
    ['docs-etcd-old-containerruntime.txt', 'ok', 'Ok 20/20'],
    ['docs-kvstore-quorum-failure.txt', 'fault', 'Failure'],
    ['v1.10-small-not-reachable.txt', 'fault', 'Failure 17/17'],
    ['v1.10-bandwidth-hostrouting-bpf.txt', 'unknown', '? 26/26'],
  ])('%s', async (file, health, text) => {
    const answer = output(sample(folder, `cilium-status/${file}`));
    const { judged } = await look(scriptedReach({ agent: { 'cilium-dbg status -o json': answer } }));
    expect(judged.cells['status']).toMatchObject({ health });
    expect(judged.cells['status']?.text.startsWith(text)).toBe(true);
  });
});

describe('what Cilium is expected to be', () => {
  it('is told by cilium-config, and nothing is expected without it', () => {
    expect(cilium.expects(cluster, undefined).tunnel).toEqual({ encapsulation: 'none', device: undefined });
    expect(cilium.expects({ ...cluster, configMaps: new Map() }, undefined).tunnel).toBeUndefined();
    const old = new Map([['kube-system/cilium-config', { tunnel: 'geneve' }]]);
    expect(cilium.expects({ ...cluster, configMaps: old }, undefined).tunnel).toEqual({
      encapsulation: 'geneve',
      device: 'cilium_geneve',
    });
  });
});
