import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One golden file of a case. */
export interface GoldenRun {
  readonly mode: string;
  readonly format: 'txt' | 'json' | 'csv';
  readonly file: string;
  readonly focused: boolean;
}

export interface AnalyzerCase {
  readonly name: string;
  readonly folder: string;
  readonly features: readonly string[];
  readonly runs: readonly GoldenRun[];
  readonly evals: readonly {
    readonly from: string;
    readonly to: string;
    readonly protocol: 'TCP' | 'UDP' | 'SCTP';
    readonly port: number;
    readonly allowed: boolean;
  }[];
}

interface CaseFile {
  readonly case: string;
  readonly features: readonly string[];
  readonly evals?: readonly {
    readonly from: string;
    readonly to: string;
    readonly protocol: 'TCP' | 'UDP' | 'SCTP';
    readonly port: string;
    readonly allowed: boolean;
  }[];
  readonly runs: readonly {
    readonly mode: string;
    readonly format: string;
    readonly file: string;
    readonly multipleNetworks?: boolean;
    readonly focusWorkloads?: readonly string[] | null;
    readonly focusWorkloadPeers?: readonly string[] | null;
    readonly focusDirection?: string | null;
    readonly focusConn?: string | null;
  }[];
}

/** What netpol-analyzer analyses beside policies: networks of their own, virtual machines, routes and ingress controllers. */
export const foreignFeatures: readonly string[] = ['multi-network', 'vm', 'route', 'k8s-ingress'];

/** Every case of a suite of netpol-analyzer, in the order of their names. */
export function analyzerCases(corpus: string, suite: string): readonly AnalyzerCase[] {
  return readdirSync(join(corpus, suite))
    .sort()
    .filter((name) => existsSync(join(corpus, suite, name, 'case.json')))
    .map((name) => {
      const folder = join(corpus, suite, name);
      const read = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as CaseFile;
      return {
        name,
        folder,
        features: read.features,
        evals: (read.evals ?? []).map((one) => ({ ...one, port: Number(one.port) })),
        runs: read.runs
          .filter(({ multipleNetworks }) => multipleNetworks !== true)
          .map((run) => ({
            mode: run.mode,
            format: run.format === 'json' ? 'json' : run.format === 'csv' ? 'csv' : 'txt',
            file: join(folder, run.file),
            focused:
              [run.focusWorkloads, run.focusWorkloadPeers].some((list) => (list ?? []).length > 0) ||
              Boolean(run.focusDirection ?? run.focusConn),
          })),
      };
    });
}
