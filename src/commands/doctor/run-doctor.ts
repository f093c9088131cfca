import type { PlumblinePaths } from '../../config/paths.ts';
import { defaultConfig } from '../../config/defaults.ts';
import type { Config } from '../../config/schema.ts';
import type { Cluster } from '../../contracts/cluster.ts';
import type { Mode } from '../../contracts/consent.ts';
import type { Duration } from '../../contracts/time.ts';
import type { Environment } from '../../terminal/environment.ts';
import { redactJson } from '../../text/redact-json.ts';
import { redactText } from '../../text/redact.ts';
import { exitCodes } from '../failure.ts';
import { clusterFacts } from './cluster-facts.ts';
import { canWork, missingFrom } from './missing.ts';
import { pathFacts } from './path-facts.ts';
import { renderReport } from './render.ts';
import { reachFacts } from './reach-facts.ts';
import type { ClusterFacts, DoctorReport, ReachFacts } from './report.ts';
import { type OutputFacts, terminalFacts } from './terminal-facts.ts';
import { labPrograms, wantedPrograms } from './wanted-programs.ts';

/** What the doctor looks at; injected, so that a test can hold it. */
export interface DoctorParts {
  readonly env: Environment;
  readonly mode: Mode;
  readonly version: string;
  readonly paths: PlumblinePaths;
  readonly output: OutputFacts;
  /** Reads the config file; throws when it is wrong. */
  readonly config: () => Promise<Config>;
  /** Opens the cluster; may throw when there is none to open. */
  readonly cluster: () => Cluster;
  /** The proxy on the way to the server, in words; rejects where there is none to name. */
  readonly proxy: () => Promise<string>;
  readonly findProgram: (program: string) => Promise<string | undefined>;
  /** Output of a short program, or undefined when it failed. */
  readonly ask: (argv: readonly string[]) => Promise<string | undefined>;
  /** How long an answer of the API server is waited for. */
  readonly patience: Duration;
  readonly format: 'text' | 'json';
  readonly print: (text: string) => void;
}

/**
 * Looks at everything, prints it without secrets, and returns the exit code: 0 when plumbline can work, 2 when its config
 * file is wrong, 3 when there is no cluster to work on. Never rejects for what it looks at.
 */
export async function runDoctor(parts: DoctorParts): Promise<number> {
  const { config, problem: configProblem } = await configOf(parts);
  const [{ cluster, kubeconfigs, reach }, programs, tmux, lab] = await Promise.all([
    clusterOf(parts, config),
    Promise.all(wantedPrograms.map(async (wanted) => ({ ...wanted, path: await parts.findProgram(wanted.program) }))),
    parts.env['TMUX'] ? parts.ask(['tmux', '-V']) : undefined,
    labOf(parts),
  ]);
  const found: Omit<DoctorReport, 'missing'> = {
    apiVersion: 'plumbline/v1',
    kind: 'DoctorReport',
    versions: {
      plumbline: parts.version,
      node: process.versions.node,
      nodePath: process.execPath,
      platform: `${process.platform} ${process.arch}`,
      mode: parts.mode,
    },
    paths: await pathFacts(parts.paths, configProblem, kubeconfigs),
    terminal: terminalFacts(parts.env, parts.output, tmux, config),
    cluster,
    reach,
    programs,
    lab,
  };
  const report: DoctorReport = { ...found, missing: missingFrom(found) };
  parts.print(
    parts.format === 'json'
      ? `${JSON.stringify(redactJson(JSON.parse(JSON.stringify(report))), null, 2)}\n`
      : redactText(renderReport(report)),
  );
  if (!canWork(report)) return exitCodes.couldNotTest;
  return configProblem === undefined ? exitCodes.works : exitCodes.usage;
}

async function configOf(
  parts: DoctorParts,
): Promise<{ readonly config: Config; readonly problem: string | undefined }> {
  try {
    return { config: await parts.config(), problem: undefined };
  } catch (error) {
    return { config: defaultConfig, problem: messageOf(error) };
  }
}

async function clusterOf(
  parts: DoctorParts,
  config: Config,
): Promise<{ readonly cluster: ClusterFacts; readonly kubeconfigs: readonly string[]; readonly reach: ReachFacts }> {
  const proxy = await parts.proxy().catch(() => 'unknown');
  let cluster: Cluster;
  try {
    cluster = parts.cluster();
  } catch (error) {
    return {
      cluster: { ...noCluster(messageOf(error)), proxy },
      kubeconfigs: [],
      reach: await reachFacts(undefined, config),
    };
  }
  try {
    const facts = await clusterFacts(cluster, parts.mode, parts.patience);
    const reach = await reachFacts(facts.reachable ? cluster : undefined, config);
    return { cluster: { ...facts, proxy }, reach, kubeconfigs: cluster.status.getSnapshot().kubeconfigPaths };
  } finally {
    await cluster.close();
  }
}

function noCluster(problem: string): Omit<ClusterFacts, 'proxy'> {
  return {
    context: '',
    server: '',
    namespace: '',
    reachable: false,
    problem,
    nextStep: undefined,
    serverVersion: undefined,
    clusterId: undefined,
    access: [],
  };
}

async function labOf(parts: DoctorParts): Promise<DoctorReport['lab']> {
  const found = await Promise.all(
    labPrograms.map(async (program) => ({ program, path: await parts.findProgram(program) })),
  );
  const lacking = found.filter(({ path }) => path === undefined).map(({ program }) => program);
  if (process.platform !== 'linux') return { possible: false, remark: 'needs Linux; the demo simulates' };
  if (lacking.length > 0) return { possible: false, remark: `lacks ${lacking.join(', ')}; the demo simulates` };
  const tried = await parts.ask(['unshare', '--user', '--map-root-user', '--net', 'true']);
  return tried === undefined
    ? { possible: false, remark: 'user namespaces are not allowed here; the demo simulates' }
    : { possible: true, remark: 'user and network namespaces work' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
