import type { Cluster } from '../../../contracts/cluster.ts';
import type { Recorder } from '../../../contracts/record.ts';
import type { RunEnd, Runner, RunLine } from '../../../contracts/runner.ts';
import { ciliumConnectivityTestReader } from '../../../tools/cilium/connectivity-test.ts';
import { madeBetween, ofOthers, type TestObject, testObjects } from './leftovers.ts';
import type { ConnectivityTestPlan } from './plan.ts';

/** What a run needs of the world. */
export interface ConnectivityTestParts {
  readonly plan: ConnectivityTestPlan;
  /** Of this machine: cilium-cli is the operator's. */
  readonly runner: Runner;
  readonly cluster: Pick<Cluster, 'api'>;
  readonly recorder: Recorder;
  /** Milliseconds; the program is ended then. */
  readonly deadline: number;
  /** Each line as it comes, untrusted. */
  readonly line: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface ConnectivityTestResult {
  readonly end: RunEnd;
  /** As the reader of its output has it. */
  readonly state: string;
  readonly sentence: string;
  /** What the run made and did not remove. */
  readonly left: readonly TestObject[];
  /** Namespaces of such tests that were there before: they are not touched. */
  readonly others: readonly TestObject[];
}

/** Runs cilium-cli's test, reads its result, and finds what it left. Written to the record when it starts and ends. */
export async function runConnectivityTest(parts: ConnectivityTestParts): Promise<ConnectivityTestResult> {
  const { plan, runner, cluster, recorder, deadline, line, signal } = parts;
  const before = await testObjects(cluster);
  const command = runner.commandLine(plan.argv);
  recorder.append('cni/connectivity-test-started', { command });
  const running = runner.run(plan.argv, { deadline, signal });
  const lines: string[] = [];
  const take = async (stream: AsyncIterable<RunLine>) => {
    for await (const { text } of stream) {
      lines.push(text);
      line(text);
    }
  };
  await Promise.all([take(running.stdout), take(running.stderr)]);
  const { end } = await running.result;
  const exitCode = end.kind === 'exited' ? end.code : undefined;
  const { sentence, summary } = await ciliumConnectivityTestReader.read({ lines, exitCode });
  const left = madeBetween(before, await testObjects(cluster));
  const state = stateOf(summary, end);
  recorder.append('cni/connectivity-test-ended', {
    command,
    end: { ...end },
    state,
    sentence,
    left: left.map(({ kind, name }) => `${kind} ${name}`),
  });
  return { end, state, sentence, left, others: ofOthers(before) };
}

/** A run that was ended, or that failed without telling of a test, has not shown that all is well. */
function stateOf(summary: unknown, end: RunEnd): string {
  const state =
    typeof summary === 'object' && summary !== null && 'state' in summary ? String(summary.state) : 'unknown';
  return state === 'ok' && !(end.kind === 'exited' && end.code === 0) ? 'unknown' : state;
}
