import { describe, expect, it } from 'vitest';
import { judgeConfiguration } from '../../../../src/cni/cilium/configuration.ts';
import { judgeDrops } from '../../../../src/cni/cilium/judge-drops.ts';
import { judgeEndpoints } from '../../../../src/cni/cilium/judge-endpoints.ts';
import { judgeHealth } from '../../../../src/cni/cilium/judge-health.ts';
import { judgeNames, judgePolicyMaps, judgeTunnelMap } from '../../../../src/cni/cilium/judge-maps.ts';
import { parseBpfPolicy } from '../../../../src/tools/cilium/bpf-policy.ts';
import { parseEndpoints } from '../../../../src/tools/cilium/endpoints.ts';
import { type HealthProbe, parseHealth } from '../../../../src/tools/cilium/health.ts';
import { parseMonitor } from '../../../../src/tools/cilium/monitor.ts';
import { parseFqdnCache } from '../../../../src/tools/cilium/fqdn-cache.ts';
import { describeWithShared } from '../../../support/needs.ts';
import { known, node, notKnown, objects, sample } from '../support.ts';

const at = Date.parse('2026-11-23T10:00:00Z');
const probe = (target: HealthProbe['target'], protocol: HealthProbe['protocol'], ok: boolean): HealthProbe => ({
  node: 'worker-2',
  target,
  address: '10.0.0.2',
  protocol,
  ok,
  words: ok ? 'OK' : 'connection timed out',
});
const probes = (...ok: readonly boolean[]) =>
  known([
    probe('host', 'ICMP', ok[0] ?? true),
    probe('host', 'HTTP', ok[1] ?? true),
    probe('endpoint', 'ICMP', ok[2] ?? true),
    probe('endpoint', 'HTTP', ok[3] ?? true),
  ]);

describe('the mesh of health probes (CI03)', () => {
  it.each([
    ['all answer', probes(), 'reaches every node'],
    ['none answers', probes(false, false, false, false), 'does not reach worker-2 at all'],
    ['only the endpoint is silent: the overlay', probes(true, true, false, false), 'reaches worker-2 and not its pods'],
    ['ICMP passes and HTTP does not: a filter', probes(true, false, true, false), 'by ICMP and not by HTTP'],
    ['HTTP passes and ICMP does not', probes(false, true, false, true), 'by HTTP and not by ICMP'],
    ['a mixture', probes(false, true, true, false), 'in part: ICMP to its node and HTTP to its health endpoint fail'],
  ])('%s', (_title, health, words) => {
    const { cell, findings } = judgeHealth('worker-1', health);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.sentence).toContain(words);
    expect(cell).toEqual(words.includes('every') ? { text: '1/1', health: 'ok' } : { text: '0/1', health: 'fault' });
  });

  it('is not known, and not well, where it could not be asked', () => {
    expect(judgeHealth('worker-1', notKnown('exec is denied'))).toEqual({
      cell: { text: '?', health: 'unknown' },
      findings: [],
    });
  });
});

describe('cilium-config', () => {
  const judged = (config: Record<string, string> | undefined, version = 'v1.17.1') => {
    const of = objects([]);
    return judgeConfiguration({
      ...of,
      summary: { ...of.summary, name: 'cilium', version, namespace: 'kube-system' },
      configMaps: new Map(config === undefined ? [] : [['kube-system/cilium-config', config]]),
    });
  };

  it.each([
    ['CI06: never enforces nothing', { 'enable-policy': 'never' }, 'warning cilium/enforcement'],
    ['CI06: always denies what nothing allows', { 'enable-policy': 'always' }, 'warning cilium/enforcement'],
    ['CI09: audit mode lets pass what is denied', { 'policy-audit-mode': 'true' }, 'warning cilium/audit-mode'],
    [
      'CI13: strict is neither true nor false from 1.14 on',
      { 'kube-proxy-replacement': 'strict' },
      'warning cilium/kube-proxy-replacement',
    ],
    ['an option that does not exist', { 'enable-policy-debug': 'true' }, 'warning cilium/unknown-option'],
  ])('%s', (_title, config, expected) => {
    expect(judged(config).findings.map(({ id, health }) => `${health} ${id}`)).toEqual([expected]);
  });

  it('CI13: strict was right before 1.14, true and false are today', () => {
    expect(judged({ 'kube-proxy-replacement': 'strict' }, 'v1.12.4').findings).toEqual([]);
    expect(judged({ 'kube-proxy-replacement': 'true', 'enable-policy': 'default' }).findings).toEqual([]);
  });

  it('that may not be read is not known', () => {
    expect(judged(undefined).facts).toEqual([
      { name: 'cilium-config', text: 'not found, or not allowed to be read', health: 'unknown' },
    ]);
  });
});

describe('pods that Cilium does not manage (CI05)', () => {
  const endpoint = {
    id: 1,
    ingress: 'Enabled',
    egress: 'Disabled',
    identity: 5,
    labels: ['k8s:app=web'],
    ipv4: '10.0.1.5',
    ipv6: undefined,
    state: 'ready',
  };
  const pods = known([
    { name: 'shop/web', addresses: ['10.0.1.5'], createdAt: 0 },
    { name: 'shop/old', addresses: ['10.88.0.9'], createdAt: 0 },
    { name: 'shop/new', addresses: ['10.0.1.7'], createdAt: at - 5_000 },
  ]);

  it('are found by the addresses that the agent does not list; a pod of just now is not among them', () => {
    const { cell, findings } = judgeEndpoints('worker-1', { endpoints: known([endpoint]), pods, at }, undefined);
    expect(findings[0]?.sentence).toContain('does not manage 1 pod of worker-1: shop/old.');
    expect(cell).toEqual({ text: '1/1', health: 'fault' });
  });

  it('are found by the CiliumEndpoints where the agent cannot be asked', () => {
    const { cell, findings } = judgeEndpoints(
      'worker-1',
      { endpoints: notKnown('exec is denied'), pods, at },
      known(new Set(['shop/web'])),
    );
    expect(findings[0]?.sentence).toContain('shop/old');
    expect(cell.health).toBe('unknown');
  });

  it('are not guessed where neither is known', () => {
    expect(judgeEndpoints('worker-1', { endpoints: notKnown('x'), pods, at }, notKnown('x')).findings).toEqual([]);
  });

  it('CI09: endpoints in audit mode are told', () => {
    const audited = known([{ ...endpoint, ingress: 'Disabled (Audit)' }]);
    const { findings } = judgeEndpoints('worker-1', { endpoints: audited, pods: known([]), at }, undefined);
    expect(findings.map(({ id }) => id)).toContain('cilium/audit-mode');
  });
});

describe('drops', () => {
  const flow = (reason: string) => ({
    time: undefined,
    node: undefined,
    source: 'shop/web',
    destination: 'shop/db:5432',
    verdict: 'DROPPED',
    reason,
    type: undefined,
    direction: 'INGRESS',
    summary: undefined,
  });
  const judged = (reason: string) =>
    judgeDrops('worker-1', { drops: known({ flows: [flow(reason)], events: [] }), packets: known([]) });

  it.each([
    ['CI07: no policy allows it', 'POLICY_DENIED', 'warning cilium/drop', 'no policy allows it'],
    ['CI07 and CI08: a deny rule forbids it', 'POLICY_DENY', 'warning cilium/drop', 'a deny rule forbids it'],
    [
      'CI11: the table of connections is full',
      'CT_MAP_INSERTION_FAILED',
      'fault cilium/connections-full',
      'table of connections is full',
    ],
    ['another reason is a fault', 'FIB_LOOKUP_FAILED', 'fault cilium/drop', 'FIB_LOOKUP_FAILED'],
  ])('%s', (_title, reason, expected, words) => {
    const [found] = judged(reason).findings;
    expect(`${found?.health} ${found?.id}`).toBe(expected);
    expect(found?.sentence).toContain(words);
  });

  it('CI11: what the kernel has counted of a full table is told without a drop seen', () => {
    const packets = known([
      { reason: 'CT: Map insertion failed', direction: 'egress', packets: 12 },
      { reason: 'Success', direction: 'egress', packets: 5 },
    ]);
    const { findings } = judgeDrops('worker-1', { drops: known({ flows: [], events: [] }), packets });
    expect(findings.map(({ id, health }) => `${health} ${id}`)).toEqual(['warning cilium/connections-full']);
  });

  it('a watch that saw nothing is well, one that could not be had is not known', () => {
    const packets = known([]);
    expect(judgeDrops('worker-1', { drops: known({ flows: [], events: [] }), packets }).cell).toEqual({
      text: 'none',
      health: 'ok',
    });
    expect(judgeDrops('worker-1', { drops: notKnown('x'), packets }).cell).toEqual({ text: '?', health: 'unknown' });
  });
});

describe('names and tunnels', () => {
  it('CI10: no cached name and no DNS rule: toFQDNs match nothing', () => {
    const empty = { cachedNames: known([]) };
    expect(judgeNames('worker-1', empty, { named: ['shop/api'], withDnsRule: false })[0]?.health).toBe('warning');
    expect(judgeNames('worker-1', empty, { named: ['shop/api'], withDnsRule: true })[0]?.health).toBe('unknown');
  });

  it('CI12: a peer that the tunnel map misses, or has elsewhere', () => {
    const peers = [
      node('worker-2', { internalAddresses: ['192.168.1.12'], podCidrs: ['10.244.2.0/24'] }),
      node('worker-3', { internalAddresses: ['192.168.1.13'], podCidrs: ['10.244.3.0/24'] }),
    ];
    const tunnelMap = known([{ network: '10.244.2.0', node: '192.168.1.99' }]);
    expect(judgeTunnelMap(node('worker-1'), { tunnelMap }, peers, undefined).map(({ sentence }) => sentence)).toEqual([
      'worker-1 sends what is for worker-2 (10.244.2.0/24) to 192.168.1.99, which is not its address.',
      'worker-1 knows no tunnel to worker-3 (10.244.3.0/24): its pods are not reached.',
    ]);
  });
});

describeWithShared('Cilium in saved outputs', 'samples', (folder) => {
  const lines = (path: string) => sample(folder, path).split('\n');

  it('CI03: a mesh that is well', () => {
    const { cell } = judgeHealth('n', known(parseHealth(lines('cilium-health/docs-status-ok.txt')).items));
    expect(cell).toEqual({ text: '2/2', health: 'ok' });
  });

  it('CI04: an endpoint that is being regenerated', () => {
    const endpoints = known(parseEndpoints(lines('cilium-endpoint-list/two-line-header-regenerating.txt')).items);
    const { cell, findings } = judgeEndpoints('n', { endpoints, pods: known([]), at }, undefined);
    expect(cell).toEqual({ text: '1/2', health: 'warning' });
    expect(findings[0]?.sentence).toContain('1230 (k8s:app=details, 10.10.0.127) is regenerating');
  });

  it('CI07: drops of the monitor', () => {
    const events = parseMonitor(lines('cilium-monitor/docs-drops.txt')).items;
    const { findings } = judgeDrops('n', { drops: known({ flows: [], events }), packets: known([]) });
    expect(findings.map(({ health }) => health)).toEqual(['warning', 'fault']);
    expect(findings[0]?.sentence).toContain('10.11.13.37 to 10.11.101.61');
  });

  it('CI10: names that are cached say nothing bad', () => {
    const cachedNames = known(parseFqdnCache(lines('cilium-fqdn-cache/docs-list.txt')).items);
    expect(judgeNames('n', { cachedNames }, { named: ['shop/api'], withDnsRule: false })).toEqual([]);
  });

  it('policy maps without deny rules say nothing bad', () => {
    const policyMaps = known(parseBpfPolicy(lines('cilium-bpf-policy/v1.17-any-label.txt')).items);
    expect(judgePolicyMaps('n', { policyMaps }, undefined)).toEqual([]);
  });
});
