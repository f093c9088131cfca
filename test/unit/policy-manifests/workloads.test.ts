import { describe, expect, it } from 'vitest';
import { reading, workloadYaml } from './manifest.ts';

const pod = (name: string, owner: string, phase = 'Running') => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: web }, ownerReferences: [${owner}] }
spec: { containers: [{ name: main }] }
status: { phase: ${phase}, podIP: 10.1.0.7 }
`;
const by = (kind: string, name: string) => `{ kind: ${kind}, name: ${name}, controller: true }`;

function workloads(...texts: readonly string[]): readonly string[] {
  return reading(...texts).snapshot.pods.map(({ name, workload }) => `${name} of ${workload.kind} ${workload.name}`);
}

describe('workloads of manifests', () => {
  for (const kind of [
    'Deployment',
    'ReplicaSet',
    'StatefulSet',
    'DaemonSet',
    'ReplicationController',
    'Job',
    'CronJob',
  ]) {
    it(`count as one pod each by their template: ${kind}`, () => {
      const [only, ...others] = reading(workloadYaml(kind, 'web')).snapshot.pods;
      expect(others).toEqual([]);
      expect(only).toMatchObject({
        namespace: 'shop',
        labels: { app: 'web' },
        workload: { kind, name: 'web' },
        addresses: [],
        phase: 'running',
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      });
    });
  }

  it('are not counted beside their own pods', () => {
    expect(workloads(workloadYaml('StatefulSet', 'web'), pod('web-0', by('StatefulSet', 'web')))).toEqual([
      'web-0 of StatefulSet web',
    ]);
  });

  it('own the pods of their ReplicaSets, where the Deployment was read', () => {
    const set = workloadYaml('ReplicaSet', 'web-5d9c7b', `, ownerReferences: [${by('Deployment', 'web')}]`);
    expect(
      workloads(workloadYaml('Deployment', 'web'), set, pod('web-5d9c7b-x', by('ReplicaSet', 'web-5d9c7b'))),
    ).toEqual(['web-5d9c7b-x of Deployment web']);
  });

  it('are known by a ReplicaSet’s name where it was not read itself', () => {
    expect(workloads(workloadYaml('Deployment', 'web'), pod('x', by('ReplicaSet', 'web-5d9c7b88f')))).toEqual([
      'x of Deployment web',
    ]);
  });

  it('are the ReplicaSet where nothing above it was read', () => {
    expect(workloads(pod('x', by('ReplicaSet', 'web-5d9c7b88f')))).toEqual(['x of ReplicaSet web-5d9c7b88f']);
  });

  it('are the pod itself for static pods of a node, and are called by an owner without a kind', () => {
    expect(
      workloads(pod('a', by('Node', 'worker-1')), pod('b', '{ name: someone, controller: true }'), pod('c', '')),
    ).toEqual(['a of Pod a', 'b of Pod someone', 'c of Pod c']);
  });

  it('have finished pods where a dump says so', () => {
    expect(reading(pod('done', by('Job', 'import'), 'Succeeded')).snapshot.pods).toMatchObject([{ phase: 'finished' }]);
  });
});
