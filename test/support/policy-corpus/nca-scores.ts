import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NcaCase, type NcaQuery, ncaCases } from './nca-cases.ts';
import { type CorpusConfig, type CorpusFlow, corpusConfig, mapSays, tellingFlows, whyOf } from './nca-flows.ts';
import { readMaps } from './nca-maps.ts';
import type { Difference, SuiteScore } from './score.ts';

/**
 * Connectivity maps in text, each expanded to flows: a map is met when every flow is. Flows of hostNetwork pods are counted apart:
 * the tool judges such pods as any other, and the API leaves open what policies mean for them.
 */
export function connectivityMapScore(corpus: string, suite: string): SuiteScore {
  const differences: Difference[] = [];
  let total = 0;
  let exact = 0;
  let ingress = 0;
  const host = { flows: 0, differing: 0 };
  for (const one of ncaCases(join(corpus, suite))) {
    for (const query of one.queries) {
      if (query.type !== 'connectivityMap' || query.expectedOutput?.endsWith('.txt') !== true) continue;
      for (const [reference, rules] of readMaps(readFileSync(join(one.folder, query.expectedOutput), 'utf8'))) {
        if (one.hasIngress(reference)) {
          ingress += 1;
          continue;
        }
        const config = corpusConfig(one.snapshotOf(reference));
        const reasons = new Map<string | undefined, number>();
        for (const flow of tellingFlows([config], rules)) {
          const wanted = mapSays(rules, flow);
          const said = config.says(flow);
          const same = said === wanted || (wanted === 'depends' && said === 'undecidable');
          if (hasHostPod(flow)) {
            host.flows += 1;
            if (!same) host.differing += 1;
            continue;
          }
          if (same) continue;
          const reason = reasonOf(one, flow, config);
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        }
        total += 1;
        if (reasons.size === 0) exact += 1;
        for (const [reason, count] of reasons)
          differences.push({ caseName: one.name, what: `map of ${reference}`, reason, count });
      }
    }
  }
  const apart = `flows of hostNetwork pods (${host.flows}, of which ${host.differing} differ: the API leaves them open)`;
  const leftOut = [
    ...(ingress === 0 ? [] : [`maps of configs with a Kubernetes Ingress, which the tool takes part (${ingress})`]),
    ...(host.flows === 0 ? [] : [apart]),
  ];
  return { suite, what: 'connectivity maps', total, exact, differences, leftOut };
}

function hasHostPod({ source, destination }: CorpusFlow): boolean {
  return [source, destination].some((party) => party.kind === 'pod' && party.hostNetwork);
}

const relations: ReadonlySet<string> = new Set(['equivalence', 'containment', 'twoWayContainment']);

/** What cases say of two sets of policies: that they allow the same, or one no more than the other. */
export function relationScore(corpus: string, suite: string): SuiteScore {
  const differences: Difference[] = [];
  const leftOut = new Map<string, number>();
  let total = 0;
  let exact = 0;
  for (const one of ncaCases(join(corpus, suite))) {
    const known = new Map<string, CorpusConfig>();
    const configOf = (reference: string) => {
      const config = known.get(reference) ?? corpusConfig(one.snapshotOf(reference));
      known.set(reference, config);
      return config;
    };
    for (const query of one.queries) {
      if (query.type === 'connectivityMap') continue;
      if (!relations.has(query.type) || query.expected === undefined || query.configs.length < 2) {
        leftOut.set(query.type, (leftOut.get(query.type) ?? 0) + 1);
        continue;
      }
      total += 1;
      const { result, doubts } = relate(query, configOf);
      if (result === query.expected) exact += 1;
      else {
        const reason = doubts
          .map(({ config, flow }) => reasonOf(one, flow, config))
          .find((found) => found !== undefined);
        const what = `${query.type} ${query.name}: ${result}, not ${query.expected}`;
        differences.push({ caseName: one.name, what, reason: reason ?? reasonOfCase(one, query), count: 1 });
      }
    }
  }
  const left = [...leftOut].map(([type, count]) => `${type} (${count} queries)`);
  return { suite, what: 'relations between sets of policies', total, exact, differences, leftOut: left };
}

interface Doubt {
  readonly config: CorpusConfig;
  readonly flow: CorpusFlow;
}

/** The number that the tool answers with. */
function relate(
  { type, configs }: NcaQuery,
  configOf: (reference: string) => CorpusConfig,
): { readonly result: number; readonly doubts: readonly Doubt[] } {
  const pairs = configs.flatMap((first, index) =>
    (type === 'equivalence' || index === 0 ? configs.slice(index + 1) : []).map((second) => [first, second] as const),
  );
  const compared = pairs.map(([first, second]) => compare(configOf(first), configOf(second)));
  const doubts = compared.flatMap(({ doubt }) => doubt ?? []);
  if (type === 'equivalence') return { result: compared.filter(({ more, less }) => more || less).length, doubts };
  if (type === 'containment') return { result: compared.filter(({ less }) => !less).length, doubts };
  const [{ more, less } = { more: false, less: false }] = compared;
  return { result: more && less ? 0 : more ? 1 : less ? 2 : 3, doubts };
}

/** Whether the first allows flows that the second does not, and the other way round; flows in doubt say neither. */
function compare(
  first: CorpusConfig,
  second: CorpusConfig,
): { readonly more: boolean; readonly less: boolean; readonly doubt: Doubt | undefined } {
  let more = false;
  let less = false;
  let doubt: Doubt | undefined;
  for (const flow of tellingFlows([first, second], [])) {
    const [one, other] = [first.says(flow), second.says(flow)];
    if (one === 'undecidable') doubt ??= { config: first, flow };
    else if (other === 'undecidable') doubt ??= { config: second, flow };
    else if (one !== other) [more, less] = one === 'yes' ? [true, less] : [more, true];
  }
  return { more, less, doubt };
}

/** Why plumbline says otherwise of a flow on purpose; undefined where nothing explains it. */
function reasonOf(one: NcaCase, flow: CorpusFlow, config: CorpusConfig): string | undefined {
  const why = whyOf(config, flow);
  if (/the address of \S+ is not known/.test(why))
    return 'the case gives pods no addresses, so that what address blocks mean for them is undecidable';
  if (why.includes('source port'))
    return 'a rule asks for a source port, which no policy verdict can know: undecidable';
  if (/Profile \S+ is not understood/.test(why))
    return 'a Profile has the field types, which Calico does not define: not understood, so undecidable';
  if (why.includes('a Profile applies the label'))
    return 'a Profile applies labels of its own, and which pods have that Profile no Kubernetes object tells: undecidable';
  if (hasHostPod(flow)) return 'hostNetwork pods are governed by no policy of pods';
  return reasonOfCase(one, undefined);
}

function reasonOfCase({ features }: NcaCase, query: NcaQuery | undefined): string | undefined {
  if (features.includes('hep')) return "a node's HostEndpoint is undecidable, and only flows of pods are compared";
  if (query !== undefined && features.includes('ipBlock')) return 'only flows over IPv4 are compared';
  return undefined;
}
