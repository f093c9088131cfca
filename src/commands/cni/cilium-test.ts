import { createInterface } from 'node:readline/promises';
import { checklistItems } from '../../../checks/index.ts';
import { connectivityTestPlan } from '../../cni/cilium/connectivity-test/plan.ts';
import { openCluster } from '../../cluster-worker/open-cluster.ts';
import { plumblinePaths } from '../../config/paths.ts';
import { currentUser } from '../../config/user.ts';
import { createIncident } from '../../incident/incident.ts';
import { localRunner } from '../../reach/local-runner.ts';
import { headlessTerminal } from '../../terminal/headless-terminal.ts';
import { version } from '../../version.ts';
import { enterRecord } from '../enter-record.ts';
import type { GlobalOptions } from '../program.ts';
import { requireWriteModeForTest, runCiliumTest } from './run-cilium-test.ts';

/** Options of `plumbline cni cilium-test`. */
export interface CiliumTestOptions extends GlobalOptions {
  /** Minutes. */
  readonly timeout: number;
  readonly yes?: boolean;
  readonly keep?: boolean;
}

/** `plumbline cni cilium-test`. Resolves to the exit code; Ctrl-C ends the test, and what it left is told all the same. */
export async function ciliumTest(options: CiliumTestOptions): Promise<number> {
  const { kubeconfig, context, namespace, mode, timeout, yes = false, keep = false } = options;
  requireWriteModeForTest(mode);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  const cluster = openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    mode,
    terminal: headlessTerminal(),
  });
  const { stateFolder } = plumblinePaths(process.env, currentUser());
  const incident = createIncident({ stateFolder, items: checklistItems, version, mode });
  try {
    await enterRecord(cluster, incident);
    const status = cluster.status.getSnapshot();
    const environment = { ...process.env, ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }) };
    return await runCiliumTest({
      plan: connectivityTestPlan(status.context === '' ? context : status.context, timeout),
      runner: localRunner(environment),
      cluster,
      recorder: incident.recorder,
      deadline: timeout * 60_000,
      ask: (question) => (yes ? Promise.resolve(true) : askOnTerminal(question, stopping.signal)),
      keep,
      stdout: (text) => void process.stdout.write(text),
      stderr: (text) => void process.stderr.write(text),
      signal: stopping.signal,
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
    await incident.close();
    await cluster.close();
  }
}

async function askOnTerminal(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || signal.aborted) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
  } catch {
    return false;
  } finally {
    lines.close();
  }
}
