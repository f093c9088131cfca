import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../src/policy/smallest-change/edit.ts';
import { type SmallestChange, smallestChanges } from '../../../src/policy/smallest-change/smallest-changes.ts';
import { compileProgram } from '../../../src/policy/compile-program.ts';
import { verdictOf } from '../../../src/policy/evaluate/verdict.ts';
import type { Party } from '../../../src/policy/model/party.ts';
import type { PolicySnapshot } from '../../../src/policy/model/snapshot.ts';
import { podYaml } from '../../support/policy-flows.ts';
import { clusterOf, namespaceYaml, networkPolicy } from './cluster.ts';

const objects = [
  namespaceYaml('shop', { team: 'shop' }),
  namespaceYaml('dev', { team: 'dev' }),
  namespaceYaml('other'),
  ...['web', 'web-2', 'api', 'api-2', 'db'].map((name) => podYaml(`shop/${name}`, { app: name.replace('-2', '') })),
  ...['tool', 'tool-2', 'web'].map((name) => podYaml(`dev/${name}`, { app: name.replace('-2', '') })),
  podYaml('other/one', { app: 'one' }),
];
/** One address stands for all that no policy tells apart from it. */
const outside: Party = { kind: 'outside', address: '198.51.100.1' };

function changesOf(policies: readonly string[], from: string, to: string) {
  const cluster = clusterOf([...objects, ...policies]);
  const verdict = cluster.verdict(from, to, 'TCP 8080');
  return { snapshot: cluster.snapshot, changes: smallestChanges(cluster.program, cluster.snapshot, verdict) };
}

/** Every flow between two different pods, or a pod and an address outside, one by one. */
function flowsOf(snapshot: PolicySnapshot, port: number): ReadonlySet<string> {
  const program = compileProgram(snapshot);
  const parties: readonly Party[] = [...snapshot.pods, outside];
  const named = (party: Party) => (party.kind === 'pod' ? `${party.namespace}/${party.name}` : party.kind);
  return new Set(
    parties.flatMap((source) =>
      parties.flatMap((destination) =>
        source !== destination &&
        verdictOf(program, snapshot, { source, destination, traffic: { protocol: 'TCP', port } }).allowed === 'yes'
          ? [`${named(source)} ${named(destination)}`]
          : [],
      ),
    ),
  );
}

/** On one port of each range that some rule tells apart: a new rule does, with the one port that it names. */
function counted(snapshot: PolicySnapshot, { edits }: SmallestChange) {
  const ports = edits.some(({ kind }) => kind === 'add-rule') ? [80, 8080, 9000] : [8080];
  const count = { opened: 0, closed: 0 };
  for (const port of ports) {
    const before = flowsOf(snapshot, port);
    const after = flowsOf(edits.reduce(applyEdit, snapshot), port);
    count.opened += [...after].filter((flow) => !before.has(flow)).length;
    count.closed += [...before].filter((flow) => !after.has(flow)).length;
  }
  // The asked flow is no other one.
  return { ...count, opened: count.opened - 1 };
}

const isolated = (app: string, from: unknown) =>
  networkPolicy(`shop/${app}`, { podSelector: { matchLabels: { app } }, ingress: [{ from: [from] }] });
const denied = networkPolicy('shop/deny', { podSelector: {}, ingress: [] });
const podsLike = (app: string) => ({ podSelector: { matchLabels: { app } } });

describe('flows that a change opens and closes are those that judging every flow by itself finds', () => {
  it.each<[string, readonly string[], string, string]>([
    ['a rule is added', [denied], 'shop/web', 'shop/api'],
    ['a peer is added', [isolated('api', podsLike('db'))], 'shop/web', 'shop/api'],
    [
      'pods that reach each other get a label',
      [isolated('api', podsLike('db')), isolated('web', podsLike('db')), isolated('db', podsLike('db'))],
      'shop/web',
      'shop/api',
    ],
    [
      'a namespace gets a label',
      [
        isolated('api', { namespaceSelector: { matchLabels: { gate: 'open' } } }),
        isolated('db', { namespaceSelector: { matchExpressions: [{ key: 'gate', operator: 'DoesNotExist' }] } }),
      ],
      'dev/tool',
      'shop/api',
    ],
    [
      'the own namespace gets another label',
      [
        isolated('api', { namespaceSelector: { matchLabels: { team: 'dev' } } }),
        isolated('web', { namespaceSelector: { matchLabels: { team: 'shop' } } }),
      ],
      'shop/web',
      'shop/api',
    ],
    [
      'each side needs an edit',
      [
        isolated('api', podsLike('db')),
        networkPolicy('shop/out', { ...podsLike('web'), policyTypes: ['Egress'], egress: [{ to: [podsLike('db')] }] }),
      ],
      'shop/web',
      'shop/api',
    ],
  ])('%s', (_, policies, from, to) => {
    const { snapshot, changes } = changesOf(policies, from, to);
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.map(({ opened, closed }) => ({ opened, closed }))).toEqual(
      changes.map((change) => counted(snapshot, change)),
    );
  });
});
