import { describe, expect, it } from 'vitest';
import type { AccessAnswer } from '../../../../src/contracts/cluster.ts';
import { knowsRecursiveReadOnly } from '../../../../src/reach/ladder/node-pod-facts.ts';
import { type CandidateNamespace, chooseNamespaces } from '../../../../src/reach/ladder/node-pod-namespace.ts';
import { type NodePodWish, planNodePod } from '../../../../src/reach/ladder/node-pod-plan.ts';
import { type NodePodProfile, nodePodProfiles } from '../../../../src/reach/ladder/node-pod-profile.ts';
import { hostRootIn, readPodOnNode } from '../../../../src/reach/node/pod-on-node.ts';

const now = Date.parse('2026-11-23T06:00:00Z');

function manifest(profile: NodePodProfile, more: Partial<NodePodWish> = {}): Record<string, unknown> {
  const wish: NodePodWish = {
    node: 'worker-1',
    namespace: 'kube-system',
    basis: 'it enforces privileged',
    image: 'tools:1',
    profile,
    recursive: true,
    lasts: 900_000,
    maker: 'anna@bastion 1',
    kubectl: { context: 'lab' },
    ...more,
  };
  return Object(planNodePod(wish, 'plumbline-node-1a2b3c', now).request.body);
}

const running = { phase: 'Running', containerStatuses: [{ name: 'debug', state: { running: {} } }] };

/** What the pod would see of its node, as it is read back. */
function asPlace(profile: NodePodProfile) {
  return readPodOnNode({ ...manifest(profile), status: running });
}

describe('the debug pod of a node', () => {
  it('for the network alone has the network of the node, two capabilities of use there, and nothing else of it', () => {
    const place = asPlace('network');
    expect(place).toMatchObject({ hostNetwork: true, hostPid: false, privileged: false, hostMounts: [] });
    expect(place?.capabilities).toEqual(expect.arrayContaining(['NET_ADMIN', 'NET_RAW']));
    expect(place?.capabilities).not.toContain('SYS_ADMIN');
  });

  it('for files too sees all of them read-only at /host, and is neither privileged nor among the processes of the node', () => {
    const place = asPlace('host');
    expect(place).toMatchObject({ hostPid: false, privileged: false, hostMounts: [{ hostPath: '/', readOnly: true }] });
    expect(place && hostRootIn(place)).toBe('/host');
    expect(place?.capabilities).not.toContain('SYS_ADMIN');
  });

  it('is privileged only where that is chosen, and then sees the networks of pods that come later', () => {
    expect(asPlace('privileged')).toMatchObject({ hostPid: true, privileged: true });
    expect(manifest('privileged')).toMatchObject({
      spec: { containers: [{ volumeMounts: [{ mountPropagation: 'HostToContainer', readOnly: true }] }] },
    });
  });

  it('is read-only below its mounts where the server knows that, and the field is not sent elsewhere', () => {
    const mounts = (recursive: boolean) => JSON.stringify(manifest('host', { recursive }));
    expect(mounts(true)).toContain('"recursiveReadOnly":"IfPossible"');
    expect(mounts(false)).not.toContain('recursiveReadOnly');
    expect(['v1.30.4', 'v1.31.0', 'v1.34.1+k3s1', undefined, 'v2.0'].map(knowsRecursiveReadOnly)).toEqual([
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  it.each(nodePodProfiles)('%s goes to that node whatever its taints, ends by itself, and has no token', (profile) => {
    expect(manifest(profile)).toMatchObject({
      metadata: {
        labels: { 'app.kubernetes.io/managed-by': 'plumbline' },
        annotations: { 'plumbline/deadline': '2026-11-23T06:15:00.000Z', 'plumbline/made-by': 'anna@bastion 1' },
      },
      spec: {
        nodeName: 'worker-1',
        tolerations: [{ operator: 'Exists' }],
        restartPolicy: 'Never',
        activeDeadlineSeconds: 900,
        automountServiceAccountToken: false,
      },
    });
  });
});

describe('the namespace of a debug pod', () => {
  const yes: AccessAnswer = { state: 'allowed' };
  const no: AccessAnswer = { state: 'denied', reason: 'You may not create pods.' };
  const enforce = (level: string) => ({ 'pod-security.kubernetes.io/enforce': level });
  const candidate = (
    name: string,
    labels: CandidateNamespace['labels'] = {},
    create: AccessAnswer = yes,
  ): CandidateNamespace => ({
    name,
    labels,
    access: { create, delete: yes, exec: yes },
  });
  const order = (...candidates: readonly CandidateNamespace[]) =>
    chooseNamespaces(candidates).chosen.map(({ name }) => name);

  it('is the operator’s own where it says that it admits such pods, else kube-system', () => {
    expect(order(candidate('ops', enforce('privileged')), candidate('kube-system'))).toEqual(['ops', 'kube-system']);
    expect(order(candidate('shop'), candidate('kube-system'))).toEqual(['kube-system', 'shop']);
  });

  it('is the CNI’s only after kube-system', () => {
    expect(
      order(candidate('shop'), candidate('kube-system'), candidate('kube-flannel', enforce('privileged'))),
    ).toEqual(['kube-system', 'kube-flannel', 'shop']);
  });

  it('is none that enforces more, or in which no pod may be made, and why is told', () => {
    const { chosen, refused } = chooseNamespaces([
      candidate('shop', enforce('baseline')),
      candidate('kube-system', {}, no),
    ]);
    expect(chosen).toEqual([]);
    expect(refused).toEqual([
      "namespace shop: it enforces baseline, which admits no pod with the node's network",
      'namespace kube-system: You may not create pods',
    ]);
  });
});
