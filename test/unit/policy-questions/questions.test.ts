import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { connectionText } from '../../../src/policy/connections/connection-set.ts';
import { verdictOf } from '../../../src/policy/evaluate/verdict.ts';
import { createPolicyIndex, type PolicyIndex } from '../../../src/policy/index/policy-index.ts';
import type { PodParty } from '../../../src/policy/model/party.ts';
import { exposure } from '../../../src/policy/questions/exposure.ts';
import { policiesOn, selectedPods, ungovernedPods } from '../../../src/policy/questions/governing.ts';
import { type ReachGroup, whatCanReach, whoCanReach } from '../../../src/policy/questions/reach.ts';
import { objectYaml, podYaml, policyCluster, yamlOf } from '../../support/policy-flows.ts';
import { randomProgram, randomSnapshot, randomTraffic } from '../policy-index/support/random-programs.ts';

const http = { name: 'http', containerPort: 8080, protocol: 'TCP' };

function networkPolicy(name: string, spec: object): string {
  return objectYaml('networking.k8s.io/v1', 'NetworkPolicy', name, { spec });
}

const { program, snapshot } = policyCluster(
  yamlOf(
    objectYaml('v1', 'Namespace', 'shop', { labels: { team: 'shop' } }),
    objectYaml('v1', 'Namespace', 'monitoring', { labels: { team: 'ops' } }),
    podYaml('shop/frontend', { app: 'frontend' }, { ports: [http] }),
    podYaml('shop/backend', { app: 'backend' }, { ports: [http] }),
    podYaml('shop/database', { app: 'database' }),
    podYaml('monitoring/prometheus', { app: 'prometheus' }),
    networkPolicy('shop/backend', {
      podSelector: { matchLabels: { app: 'backend' } },
      ingress: [
        { from: [{ podSelector: { matchLabels: { app: 'frontend' } } }], ports: [{ port: 'http' }] },
        { from: [{ namespaceSelector: { matchLabels: { team: 'ops' } } }], ports: [{ port: 9000, endPort: 9100 }] },
        { from: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 443 }] },
      ],
    }),
    networkPolicy('shop/database', {
      podSelector: { matchLabels: { app: 'database' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'backend' } } }] }],
    }),
  ),
  compileProgram,
);
const index = createPolicyIndex(program, snapshot);

function pod(name: string, among: PolicyIndex = index): PodParty {
  const found = among.snapshot.pods.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no pod ${name}`);
  return found;
}

/** Each group in a line: who, and with what. */
function lines(groups: readonly ReachGroup[]): readonly string[] {
  return groups
    .map(({ workloads, outside, allowed }) =>
      [
        [...workloads.map(({ name }) => name), ...outside.map(({ from, to }) => `${from}-${to}`)].join(' '),
        connectionText(allowed),
      ].join(': '),
    )
    .sort();
}

describe('questions over the whole cluster', () => {
  it('say who can reach a pod, with what', () => {
    expect(lines(whoCanReach(index, pod('backend')))).toEqual([
      '203.0.113.0-203.0.113.255: TCP 443',
      'frontend: TCP 8080',
      'prometheus: TCP 9000-9100',
    ]);
  });

  it('say whom a pod can reach, with what', () => {
    const found = lines(whatCanReach(index, pod('frontend')));
    expect(found).toContain('backend: TCP 8080');
    expect(found.find((line) => line.includes('prometheus'))).toMatch(/0\.0\.0\.0.*: All Connections$/);
    expect(found.join(' ')).not.toContain('database');
  });

  it('say that an isolated pod reaches nobody', () => {
    expect(whatCanReach(index, pod('database'))).toEqual([]);
  });

  it('say what is open to addresses outside', () => {
    const found = exposure(index, 'ingress').map(({ everywhere, somewhere, workloads }) => [
      workloads.map(({ name }) => name).join(' '),
      connectionText(everywhere),
      connectionText(somewhere),
    ]);
    expect(found).toEqual([
      ['prometheus frontend', 'All Connections', 'No Connections'],
      ['backend', 'No Connections', 'TCP 443'],
    ]);
  });

  it('name the policies on a pod, with their directions', () => {
    expect(
      policiesOn(index, pod('database')).map(({ policy, directions }) => [policy.reference.name, directions]),
    ).toEqual([['database', ['ingress', 'egress']]]);
    expect(policiesOn(index, pod('frontend'))).toEqual([]);
  });

  it('name the pods of a policy, and those that none governs', () => {
    const [backend] = policiesOn(index, pod('backend'));
    expect(backend && selectedPods(index, backend.policy).yes.map(({ name }) => name)).toEqual(['backend']);
    expect(ungovernedPods(index, 'ingress').map(({ name }) => name)).toEqual(['frontend', 'prometheus']);
    expect(ungovernedPods(index, 'egress').map(({ name }) => name)).toEqual(['frontend', 'backend', 'prometheus']);
  });

  it('say of random clusters what the verdict of each flow says', () => {
    fc.assert(
      fc.property(randomProgram, randomSnapshot, randomTraffic, (randomly, cluster, traffic) => {
        const { protocol, port } = traffic;
        if ((protocol !== 'TCP' && protocol !== 'UDP') || port === undefined) return;
        const asked = createPolicyIndex(randomly, cluster, 4);
        const [first] = cluster.pods;
        if (first === undefined) return;
        const within = (groups: readonly ReachGroup[], key: 'allowed' | 'undecidable', other: PodParty) =>
          groups.some(
            (group) =>
              group.workloads.some(({ pods }) => pods.includes(other)) &&
              (group[key][protocol] ?? []).some(({ from, to }) => from <= port && port <= to),
          );
        const sources = whoCanReach(asked, first);
        const destinations = whatCanReach(asked, first);
        for (const other of cluster.pods.slice(1)) {
          for (const [groups, flow] of [
            [sources, { source: other, destination: first, traffic }],
            [destinations, { source: first, destination: other, traffic }],
          ] as const) {
            const { allowed } = verdictOf(randomly, cluster, flow);
            expect(within(groups, 'allowed', other)).toBe(allowed === 'yes');
            expect(within(groups, 'undecidable', other)).toBe(allowed === 'undecidable');
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
