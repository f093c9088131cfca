import { createInterface } from 'node:readline/promises';
import { connectivityTestPlan } from '../../cni/cilium/connectivity-test/plan.ts';
import { localRunner } from '../../reach/local-runner.ts';
import type { GlobalOptions } from '../program.ts';
import { withCluster } from '../with-cluster.ts';
import { withRecord } from '../with-record.ts';
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
  const { kubeconfig, context, mode, timeout, yes = false, keep = false } = options;
  requireWriteModeForTest(mode);
  return await withCluster(options, (cluster, signal) =>
    withRecord(cluster, mode, (recorder) => {
      const status = cluster.status.getSnapshot();
      const environment = { ...process.env, ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }) };
      return runCiliumTest({
        plan: connectivityTestPlan(status.context === '' ? context : status.context, timeout),
        runner: localRunner(environment),
        cluster,
        recorder,
        deadline: timeout * 60_000,
        ask: (question) => (yes ? Promise.resolve(true) : askOnTerminal(question, signal)),
        keep,
        stdout: (text) => void process.stdout.write(text),
        stderr: (text) => void process.stderr.write(text),
        signal,
      });
    }),
  );
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
