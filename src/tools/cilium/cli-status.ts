import { judgedReader } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** What `cilium status` of cilium-cli says of a component, beside its logo. */
export interface CliComponent {
  readonly kind: 'component';
  readonly name: string;
  /** 'OK', 'disabled', '1 errors', '2 warnings'… */
  readonly state: string;
}

/** A DaemonSet or Deployment. */
export interface CliWorkload {
  readonly kind: 'workload';
  readonly name: string;
  readonly desired: number;
  readonly ready: number | undefined;
  readonly unavailable: number | undefined;
}

/** An error or warning, in its own words. */
export interface CliProblem {
  readonly kind: 'problem';
  readonly level: 'error' | 'warning';
  readonly words: string;
}

export type CliStatusItem = CliComponent | CliWorkload | CliProblem;

const components = ['Cilium', 'Operator', 'Envoy DaemonSet', 'Hubble Relay', 'Hubble', 'ClusterMesh', 'Cluster Mesh'];

/** Reads `cilium status` of cilium-cli. Its logo may be mangled by the terminal's character set. */
export function parseCliStatus(lines: readonly string[]): Parsed<CliStatusItem> {
  let section = '';
  return parseLines<CliStatusItem>(
    lines,
    (line) => {
      const [, name, state] = new RegExp(`^[^A-Za-z]*(${components.join('|')}):\\s+(\\S.*?)\\s*$`).exec(line) ?? [];
      if (name !== undefined && state !== undefined) return { kind: 'component', name, state };
      const [, workload, counts] = /^(?:DaemonSet|Deployment|StatefulSet)\s+(\S+)\s+(Desired: .*)$/.exec(line) ?? [];
      if (workload !== undefined && counts !== undefined) {
        section = '';
        const count = (word: string) => {
          const [, found] = new RegExp(`${word}: (\\d+)`).exec(counts) ?? [];
          return found === undefined ? undefined : Number(found);
        };
        return {
          kind: 'workload',
          name: workload,
          desired: count('Desired') ?? 0,
          ready: count('Ready'),
          unavailable: count('Unavailable'),
        };
      }
      const [, heading, rest = ''] =
        /^(Containers|Image versions|Errors|Warnings|Cluster Pods|Helm chart version|Configuration):?\s+(.*)$/.exec(
          line,
        ) ?? [];
      if (heading !== undefined) section = heading;
      if (section === 'Errors' || section === 'Warnings') {
        const words = heading === undefined ? line.trim() : rest.trim();
        return {
          kind: 'problem',
          level: section === 'Errors' ? 'error' : 'warning',
          words: words.replace(/\s{2,}/g, ' '),
        };
      }
      if (heading !== undefined || (section !== '' && /^\s/.test(line))) return known;
      // What is left of the logo.
      return /[A-Za-z]/.test(line) && !/^[\s/\\_]*[ÂâÃ¯/\\_\s]+$/.test(line) ? undefined : known;
    },
    /^(?:Error: |Unable to |status check failed|failed to )/i,
  );
}

/** Reads a saved status of cilium-cli. */
export const ciliumCliStatusReader = judgedReader({
  tool: 'cilium-cli-status',
  about: 'cilium status of cilium-cli',
  parse: parseCliStatus,
  summary: ({ items }) => ({
    components: Object.fromEntries(
      items.flatMap((item) => (item.kind === 'component' ? [[item.name, item.state]] : [])),
    ),
  }),
  meaning: ({ items }) => {
    const bad = items.flatMap((item) =>
      item.kind === 'component' && !/^(?:OK|disabled)$/i.test(item.state)
        ? [{ warning: /warning/.test(item.state), words: `${item.name} has ${item.state}` }]
        : [],
    );
    const short = items.flatMap((item) =>
      item.kind === 'workload' && (item.unavailable !== undefined || (item.ready ?? item.desired) < item.desired)
        ? [`${item.name} has ${item.ready ?? item.desired - (item.unavailable ?? 0)} of ${item.desired} ready`]
        : [],
    );
    const problems = items.flatMap((item) => (item.kind === 'problem' ? [item] : []));
    const said = problems.slice(0, 4).map(({ words }) => words);
    if (bad.length + short.length + problems.length > 0) {
      const onlyWarnings =
        short.length === 0 && bad.every(({ warning }) => warning) && problems.every(({ level }) => level === 'warning');
      return {
        state: onlyWarnings ? 'warning' : 'fault',
        sentence: [...bad.map(({ words }) => words), ...short, ...said].join('; '),
      };
    }
    const fine = items.flatMap((item) => (item.kind === 'component' && /^OK$/i.test(item.state) ? [item.name] : []));
    const off = items.flatMap((item) =>
      item.kind === 'component' && /^disabled$/i.test(item.state) ? [item.name] : [],
    );
    if (!fine.includes('Cilium'))
      return {
        state: 'unknown',
        sentence: 'The workloads are ready; what cilium-cli says of Cilium itself is missing',
      };
    return {
      state: 'ok',
      sentence: `${fine.join(', ')} ${fine.length === 1 ? 'is' : 'are'} OK${off.length === 0 ? '' : `; ${off.join(', ')} not used`}`,
    };
  },
});
