import { describe, expect, it } from 'vitest';
import { planDebugContainer } from '../../../../src/reach/ladder/debug-container-plan.ts';
import type { HelperWish } from '../../../../src/reach/ladder/plan.ts';
import { readPodFacts } from '../../../../src/reach/ladder/pod-facts.ts';
import { planProbePod } from '../../../../src/reach/ladder/probe-pod-plan.ts';
import { safeLabels } from '../../../../src/reach/ladder/safe-labels.ts';

const now = Date.parse('2026-11-23T06:00:00Z');
const facts = readPodFacts({
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u1', labels: { app: 'web', team: 'shop' } },
  spec: {
    nodeName: 'worker-1',
    dnsPolicy: 'ClusterFirst',
    imagePullSecrets: [{ name: 'registry' }],
    containers: [{ name: 'app', image: 'registry.example/web:1' }],
    shareProcessNamespace: true,
  },
  status: { phase: 'Running', podIP: '10.0.0.5' },
});
if (facts === undefined) throw new Error('the pod of this test is none');

const wish: HelperWish = {
  pod: facts,
  image: 'tools:1',
  via: 'exec',
  security: { level: 'baseline', basis: 'namespace shop enforces no level' },
  lasts: 900_000,
  maker: 'anna@bastion 1',
  labels: safeLabels(facts.labels, new Set(['app'])),
  kubectl: { context: 'prod' },
};

describe('a debug container', () => {
  const { request, told } = planDebugContainer(wish, 'plumbline-debug-1', now);
  const container = JSON.stringify(request.body);

  it('is a strategic merge patch of the pod’s ephemeral containers, of that very pod', () => {
    expect(request).toMatchObject({
      method: 'PATCH',
      path: '/api/v1/namespaces/shop/pods/web-1/ephemeralcontainers',
      contentType: 'application/strategic-merge-patch+json',
      body: { metadata: { uid: 'u1' } },
      intent: { kind: 'create-helper' },
    });
  });

  it('targets no container: it must not share a process namespace with the application', () => {
    expect(container).not.toContain('targetContainerName');
  });

  it('knows its deadline and its maker, so that others can tell', () => {
    expect(container).toContain('"value":"2026-11-23T06:15:00.000Z"');
    expect(container).toContain('"value":"anna@bastion 1"');
  });

  it('is told with what stays', () => {
    expect(told.join(' ')).toMatch(/image tools:1\..*ends by itself after 15 min.*cannot be removed/);
  });

  it('for a command is told as one for each, with how many at most', () => {
    expect(planDebugContainer({ ...wish, via: 'log' }, 'x', now).told.join(' ')).toMatch(
      /for each command.*at most 12/,
    );
  });
});

describe('a probe pod', () => {
  const { request, told } = planProbePod(wish, 'plumbline-probe-1', now);
  const body = request.body;

  it('is on the same node, bounded, without a service account token, and never restarted', () => {
    expect(body).toMatchObject({
      spec: {
        nodeName: 'worker-1',
        activeDeadlineSeconds: 900,
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        imagePullSecrets: [{ name: 'registry' }],
      },
    });
  });

  it('is found again by its label, and has of the pod’s labels only those that nothing selects by', () => {
    expect(body).toMatchObject({
      metadata: {
        labels: { team: 'shop', 'app.kubernetes.io/managed-by': 'plumbline' },
        annotations: { 'plumbline/deadline': '2026-11-23T06:15:00.000Z', 'plumbline/made-by': 'anna@bastion 1' },
      },
    });
    expect(JSON.stringify(body)).not.toContain('"app":"web"');
  });

  it('says that it is not the pod, and which labels it shares', () => {
    expect(told.join(' ')).toMatch(/It is not pod web-1: copied labels: team; left out.*app.*its answer may differ/);
  });

  it('of a pod on the host network is on it too', () => {
    const host = planProbePod({ ...wish, pod: { ...facts, hostNetwork: true } }, 'x', now);
    expect(host.request.body).toMatchObject({ spec: { hostNetwork: true } });
  });
});
