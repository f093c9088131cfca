import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Party, PodParty } from '../../../../src/policy/model/party.ts';
import type { FlowVerdict } from '../../../../src/policy/model/verdict.ts';
import { describeWithShared } from '../../../support/needs.ts';
import { CorpusScore, corpusSnapshot, corpusVerdicts, readCorpusJson } from '../../../support/policy-corpus.ts';

interface ProbeInput {
  readonly Resources: {
    readonly Namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly Pods: readonly {
      readonly Namespace: string;
      readonly Name: string;
      readonly Labels: Readonly<Record<string, string>>;
      readonly IP: string;
      readonly Containers: readonly { readonly Port: number; readonly PortName: string }[];
    }[];
  };
}

interface TrafficEnd {
  readonly IP: string;
  readonly Internal?: {
    readonly PodLabels: Readonly<Record<string, string>>;
    readonly NamespaceLabels: Readonly<Record<string, string>>;
    readonly Namespace: string;
  };
}

const blankPod: Omit<PodParty, 'namespace' | 'name'> = {
  kind: 'pod',
  labels: {},
  namespaceLabels: {},
  serviceAccount: 'default',
  serviceAccountLabels: {},
  addresses: [],
  node: '',
  hostNetwork: false,
  phase: 'running',
  ports: [],
  workload: { kind: 'Pod', name: 'pod' },
};

describeWithShared("the answers of cyclonus' simple example", 'policy-corpus/cyclonus/simple-example', (folder) => {
  const score = new CorpusScore('cyclonus');
  afterAll(() => score.print());
  const files = readdirSync(join(folder, 'input/policies')).map((file) => `input/policies/${file}`);
  const policies = corpusSnapshot(folder, files);

  it('are met for every pair of different pods and every port that is served', () => {
    const { Namespaces, Pods } = (readCorpusJson(folder, 'input/probe.json') as ProbeInput).Resources;
    const pods = Pods.map(
      (pod): PodParty => ({
        ...blankPod,
        namespace: pod.Namespace,
        name: pod.Name,
        labels: pod.Labels,
        namespaceLabels: Namespaces[pod.Namespace],
        addresses: [pod.IP],
        ports: pod.Containers.map(({ Port, PortName }) => ({ name: PortName, port: Port, protocol: 'TCP' })),
      }),
    );
    const verdict = corpusVerdicts({ ...policies, pods });
    const text = readFileSync(join(folder, 'expected/analyze-probe.txt'), 'utf8');
    const wrong = tablesOf(text).flatMap(({ title, cells }, place) =>
      cells.flatMap(({ from, to, expected }) => {
        // N and ? are about ports that nothing serves, which policies do not know; a pod always reaches itself.
        if ((expected !== '.' && expected !== 'X') || from === to) return [];
        const got = sideOf(verdict(from, to, { protocol: 'TCP', port: 80 + Math.floor(place / 3) }), title);
        return score.count(got === expected) ? [] : [`${title} ${from} -> ${to}: ${got}, not ${expected}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('are met for single flows', () => {
    const verdict = corpusVerdicts(policies);
    const traffic = readCorpusJson(folder, 'input/traffic.json') as readonly {
      Source: TrafficEnd;
      Destination: TrafficEnd;
      ResolvedPort: number;
    }[];
    const text = readFileSync(join(folder, 'expected/analyze-query-traffic.txt'), 'utf8');
    const expected = [...text.matchAll(/IS ALLOWED\? \|\s+(TRUE|FALSE)/g)].map(([, word]) => word === 'TRUE');
    const got = traffic.map(({ Source, Destination, ResolvedPort }) => {
      const flow = verdict(partyOf(Source, 'source'), partyOf(Destination, 'destination'), {
        protocol: 'TCP',
        port: ResolvedPort,
      });
      return flow.allowed === 'yes';
    });
    for (const [place, allowed] of got.entries()) score.count(allowed === expected[place]);
    expect(got).toEqual(expected);
  });
});

function partyOf({ IP, Internal }: TrafficEnd, name: string): Party {
  if (Internal === undefined) return { kind: 'outside', address: IP };
  const { Namespace, NamespaceLabels, PodLabels } = Internal;
  return {
    ...blankPod,
    namespace: Namespace,
    name,
    labels: PodLabels,
    namespaceLabels: NamespaceLabels,
    addresses: [IP],
  };
}

function sideOf({ egress, ingress, allowed }: FlowVerdict, title: string): string {
  if (title === 'Combined') return allowed === 'yes' ? '.' : 'X';
  return (title === 'Ingress' ? ingress : egress).outcome === 'allow' ? '.' : 'X';
}

interface Table {
  readonly title: string;
  readonly cells: readonly { readonly from: string; readonly to: string; readonly expected: string }[];
}

/** Tables of sources by destinations, each under its title. */
function tablesOf(text: string): readonly Table[] {
  return [...text.matchAll(/^(Ingress|Egress|Combined):\n((?:[+|].*\n)+)/gm)].map(([, title = '', body = '']) => {
    const rows = body
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const [head = [], ...others] = rows;
    return {
      title,
      cells: others.flatMap(([from = '', ...cells]) =>
        cells.map((expected, column) => ({ from, to: (head[column + 1] ?? '').toLowerCase(), expected })),
      ),
    };
  });
}
