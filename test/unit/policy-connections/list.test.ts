import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { connectionChanges } from '../../../src/policy/connections/difference.ts';
import { isEmptySet } from '../../../src/policy/connections/connection-set.ts';
import { listConnections } from '../../../src/policy/connections/list.ts';
import { connectionCsv, connectionLines, connectionRows } from '../../../src/policy/connections/text.ts';
import type { Granularity } from '../../../src/policy/connections/listed-peers.ts';
import { snapshotOfManifests } from '../../../src/policy/manifests/snapshot.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';

function pod(
  name: string,
  more: { labels?: object; ip?: string; owner?: string; spec?: object; phase?: string } = {},
): object {
  const { labels = { app: name }, ip, owner, spec = {}, phase = 'Running' } = more;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels,
      ...(owner === undefined ? {} : { ownerReferences: [{ kind: 'Job', name: owner, controller: true }] }),
    },
    spec: { containers: [], ...spec },
    ...(ip === undefined ? {} : { status: { phase, podIP: ip } }),
  };
}

function deployment(name: string): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: { template: { metadata: { labels: { app: name } }, spec: { containers: [] } } },
  };
}

function policy(name: string, spec: object): object {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'shop' }, spec };
}

function snapshot(...items: readonly object[]): PolicySnapshot {
  return snapshotOfManifests([{ file: 'all', text: JSON.stringify({ kind: 'List', items }) }]).snapshot;
}

function listed(found: PolicySnapshot, granularity: Granularity = 'workloads') {
  return listConnections(compileProgram(found), found, { granularity });
}

function lines(found: PolicySnapshot, granularity?: Granularity): readonly string[] {
  return connectionLines(connectionRows(listed(found, granularity)))
    .trim()
    .split('\n');
}

const onlyFrom = (cidr: string, except: readonly string[] = []) =>
  policy('web', {
    podSelector: { matchLabels: { app: 'web' } },
    ingress: [{ from: [{ ipBlock: { cidr, except } }], ports: [{ port: 80 }] }],
  });

describe('a list of connections', () => {
  it('lists what a hostNetwork pod may do both as a pod and as its node', () => {
    const host = pod('agent', { spec: { hostNetwork: true, nodeName: 'a' }, labels: { app: 'web' }, ip: '192.0.2.1' });
    const other = pod('api', { spec: { hostNetwork: true, nodeName: 'b' }, ip: '192.0.2.2' });
    const only = policy('web', {
      podSelector: { matchLabels: { app: 'web' } },
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }],
    });
    expect(lines(snapshot(host, other, only))).toContain('shop/api[Pod] => shop/agent[Pod] : TCP 80');
  });

  it('cuts the outside where blocks begin and end, for the direction whose rules name them', () => {
    expect(lines(snapshot(deployment('web'), onlyFrom('10.0.0.0/8', ['10.1.0.0/16'])))).toEqual([
      '10.0.0.0-10.0.255.255[External] => shop/web[Deployment] : TCP 80',
      '10.2.0.0-10.255.255.255[External] => shop/web[Deployment] : TCP 80',
      'shop/web[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections',
    ]);
  });

  it('does not cut at what excepts one half and the other', () => {
    expect(lines(snapshot(deployment('web'), onlyFrom('0.0.0.0/0', ['10.0.0.0/9', '10.128.0.0/9'])))).toEqual([
      '0.0.0.0-9.255.255.255[External] => shop/web[Deployment] : TCP 80',
      '11.0.0.0-255.255.255.255[External] => shop/web[Deployment] : TCP 80',
      'shop/web[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections',
    ]);
  });

  it('takes a workload of a template for one that lies in no block', () => {
    expect(lines(snapshot(deployment('web'), deployment('api'), onlyFrom('0.0.0.0/0')))).not.toContainEqual(
      expect.stringContaining('shop/api[Deployment] => shop/web'),
    );
  });

  it('lets a block hold a pod whose address lies in it', () => {
    const found = snapshot(pod('web'), pod('api', { ip: '10.1.2.3' }), onlyFrom('10.0.0.0/8'));
    expect(lines(found)).toContain('shop/api[Pod] => shop/web[Pod] : TCP 80');
  });

  it('names IPv6 ranges only where a policy names an IPv6 block', () => {
    expect(lines(snapshot(deployment('web'), onlyFrom('fd00::/8')))).toContain(
      'fd00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff[External] => shop/web[Deployment] : TCP 80',
    );
  });

  it('joins the pods of a workload: what one of them may do is listed', () => {
    const pods = [
      pod('a', { owner: 'import', labels: { app: 'web' }, ip: '10.1.0.1' }),
      pod('b', { owner: 'import', ip: '10.1.0.2' }),
    ];
    const found = snapshot(
      ...pods,
      pod('c', { ip: '10.1.0.3' }),
      policy('deny', { podSelector: { matchLabels: { app: 'web' } } }),
    );
    expect(lines(found)).toContain('shop/c[Pod] => shop/import[Job] : All Connections');
    expect(lines(found, 'pods')).not.toContainEqual(expect.stringContaining('shop/c[Pod] => shop/a[Pod]'));
    expect(lines(found, 'pods')).toContain('shop/c[Pod] => shop/b[Pod] : All Connections');
  });

  it('keeps the workload of a finished pod, and leaves the pod itself out', () => {
    const found = snapshot(pod('a', { owner: 'import', ip: '10.1.0.1', phase: 'Succeeded' }));
    expect(lines(found)).toContain('shop/import[Job] => 0.0.0.0-255.255.255.255[External] : All Connections');
    expect(lines(found, 'pods')).toEqual(['']);
  });

  it('leaves out what cannot be decided, and keeps why', () => {
    const host = pod('agent', { spec: { hostNetwork: true }, labels: { app: 'web' }, ip: '192.0.2.1' });
    const found = snapshot(host, pod('api', { ip: '10.1.0.1' }), onlyFrom('10.0.0.0/8'));
    const undecided = listed(found).filter((one) => !isEmptySet(one.undecided));
    expect(undecided.map(({ destination }) => destination)).toContain('shop/agent[Pod]');
    expect(undecided[0]?.reasons[0]).toContain('hostNetwork');
    expect(lines(found)).not.toContainEqual(expect.stringMatching(/=> shop\/agent\[Pod\] : All/));
  });

  it('is CSV whose ports are quoted where they hold a comma', () => {
    const rows = [{ src: 'shop/web[Pod]', dst: 'shop/api[Pod]', conn: 'TCP 80,UDP 53' }];
    expect(connectionCsv(rows)).toBe('src,dst,conn\nshop/web[Pod],shop/api[Pod],"TCP 80,UDP 53"\n');
  });
});

describe('a difference of connections', () => {
  const changes = (before: PolicySnapshot, after: PolicySnapshot) =>
    connectionChanges(
      { snapshot: before, program: compileProgram(before) },
      { snapshot: after, program: compileProgram(after) },
      'workloads',
    ).changes.map(({ type, source, destination, ref1, ref2, workloads }) =>
      [type, source, destination, ref1, ref2, workloads].join('|'),
    );

  it('names what changed first, then what came, then what went', () => {
    const deny = policy('deny', { podSelector: { matchLabels: { app: 'api' } } });
    const before = snapshot(pod('web', { ip: '10.1.0.1' }), pod('api', { ip: '10.1.0.2' }), onlyFrom('10.1.0.2/32'));
    const after = snapshot(
      pod('web', { ip: '10.1.0.1' }),
      pod('api', { ip: '10.1.0.2' }),
      policy('web', {
        podSelector: { matchLabels: { app: 'web' } },
        ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 81 }] }],
      }),
      deny,
    );
    expect(changes(before, after).map((line) => line.split('|').slice(0, 5).join('|'))).toEqual([
      'changed|shop/api[Pod]|shop/web[Pod]|TCP 80|TCP 81',
      'removed|0.0.0.0-255.255.255.255[External]|shop/api[Pod]|All Connections|No Connections',
      'removed|10.1.0.2-10.1.0.2[External]|shop/web[Pod]|TCP 80|No Connections',
      'removed|shop/web[Pod]|shop/api[Pod]|All Connections|No Connections',
    ]);
  });

  it('says which workload came, and both where both did', () => {
    expect(changes(snapshot(deployment('web')), snapshot(deployment('web'), deployment('api')))).toContain(
      'added|shop/api[Deployment]|shop/web[Deployment]|No Connections|All Connections|workload shop/api[Deployment] added',
    );
    expect(changes(snapshot(), snapshot(deployment('web'), deployment('api')))).toContain(
      'added|shop/api[Deployment]|shop/web[Deployment]|No Connections|All Connections|workload shop/api[Deployment] and shop/web[Deployment] added',
    );
  });

  it('joins ranges outside that touch and changed alike', () => {
    const after = snapshot(deployment('web'), deployment('api'), onlyFrom('10.0.0.0/8'));
    expect(changes(snapshot(deployment('web'), onlyFrom('10.0.0.0/8')), after)).toContain(
      'added|0.0.0.0-255.255.255.255[External]|shop/api[Deployment]|No Connections|All Connections|workload shop/api[Deployment] added',
    );
  });

  it('does not call a flow removed that may still pass', () => {
    const before = snapshot(
      pod('agent', { ip: '192.0.2.1', spec: { hostNetwork: true } }),
      pod('api', { ip: '10.1.0.1' }),
    );
    const after = snapshot(
      pod('agent', { ip: '192.0.2.1', spec: { hostNetwork: true } }),
      pod('api', { ip: '10.1.0.1' }),
      policy('deny', { podSelector: {}, policyTypes: ['Ingress'] }),
    );
    expect(changes(before, after)).not.toContainEqual(expect.stringContaining('|shop/agent[Pod]|All'));
  });
});
