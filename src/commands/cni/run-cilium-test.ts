import { removeTestObjects, type TestObject } from '../../cni/cilium/connectivity-test/leftovers.ts';
import { type ConnectivityTestParts, runConnectivityTest } from '../../cni/cilium/connectivity-test/run.ts';
import { modeAllows } from '../../consent/modes.ts';
import type { Mode } from '../../contracts/consent.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { listWords } from '../../text/words.ts';
import { exitCodes } from '../failure.ts';

/** What `plumbline cni cilium-test` needs of the world. */
export interface CiliumTestParts extends Omit<ConnectivityTestParts, 'line'> {
  /** Asks on the terminal; where nobody can be asked it answers false. */
  readonly ask: (question: string) => Promise<boolean>;
  /** Leaves what the test made where it is, without a question. */
  readonly keep: boolean;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Throws unless the mode is write: the test makes objects in the cluster. */
export function requireWriteModeForTest(mode: Mode): void {
  if (modeAllows(mode, 'write')) return;
  throw new PlumblineError(
    `cilium-cli's connectivity test makes namespaces, pods and policies: that needs write mode, and plumbline runs in ${mode} mode.`,
    {
      kind: 'consent',
      operation: "run Cilium's connectivity test",
      nextStep: 'Add --mode write, if you may change this cluster.',
    },
  );
}

/** Tells what will be made, asks, runs the test, tells the result, and removes what it left after another question. */
export async function runCiliumTest(parts: CiliumTestParts): Promise<number> {
  const { plan, ask, keep, stdout, stderr, cluster, recorder } = parts;
  stderr(`plumbline: this runs ${safeLine(parts.runner.commandLine(plan.argv))}\n`);
  for (const sentence of plan.makes) stderr(`  ${sentence}\n`);
  if (!(await ask('Run it?'))) {
    stderr('plumbline: nothing was run. Agree with --yes where nobody can be asked.\n');
    return exitCodes.couldNotTest;
  }
  const result = await runConnectivityTest({ ...parts, line: (text) => stdout(`${safeLine(text)}\n`) });
  const { end, state, sentence, left, others } = result;
  if (end.kind === 'missing-program') {
    stderr('plumbline: there is no cilium (cilium-cli) on this machine: nothing was tested.\n');
    return exitCodes.couldNotTest;
  }
  stdout(`${safeLine(sentence)}\n`);
  if (end.kind === 'deadline') stderr('plumbline: the test was ended because its time was over.\n');
  if (end.kind === 'stopped') stderr('plumbline: the test was stopped.\n');
  if (end.kind === 'failed') stderr(`plumbline: ${safeLine(end.error.message)}\n`);
  if (others.length > 0)
    stderr(`plumbline: there before, and not touched: ${safeLine(namesOf(others))}. Another test may be using it.\n`);
  if (left.length > 0) {
    stderr(`plumbline: the test left ${safeLine(namesOf(left))}.\n`);
    if (!keep && (await ask('Remove it?'))) {
      await removeTestObjects(cluster, left);
      recorder.append('cni/connectivity-test-removed', { removed: left.map(({ kind, name }) => `${kind} ${name}`) });
      stderr('plumbline: it is being removed; a namespace takes a while to go.\n');
    } else {
      stderr('plumbline: it stays. Remove it with kubectl delete when it is of no more use.\n');
    }
  }
  return state === 'ok' ? exitCodes.works : state === 'fault' ? exitCodes.doesNot : exitCodes.couldNotTest;
}

function namesOf(objects: readonly TestObject[]): string {
  return listWords(objects.map(({ kind, name }) => `${kind} ${name}`));
}
