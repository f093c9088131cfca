import type { Cluster } from '../../contracts/cluster.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { exitCodeOf, failureText } from '../failure.ts';
import { jsonDocument, noteText, type PolicyAnswer } from '../../policy/answers/answer.ts';
import { connectionsAnswer } from '../../policy/answers/connections.ts';
import { diffAnswer } from '../../policy/answers/diff.ts';
import { explainAnswer } from '../../policy/answers/explain.ts';
import { exposureAnswer } from '../../policy/answers/exposure.ts';
import { readFlowList } from '../../policy/answers/flow-list.ts';
import { lintAnswer } from '../../policy/answers/lint.ts';
import { onAnswer } from '../../policy/answers/on.ts';
import { openSnapshot } from './open-snapshot.ts';
import { isPolicyCommand, type PolicyCommandName, readPolicyOptions } from '../../policy/answers/options.ts';
import { reachAnswer } from '../../policy/answers/reach.ts';
import { verdictAnswer } from '../../policy/answers/verdict.ts';

/** What a policy command needs of the world. */
export interface PolicyCommandParts {
  /** Opens the chosen cluster; the command closes it. */
  readonly openCluster: () => Cluster;
  /** All of it; asked once at most. */
  readonly standardInput: () => Promise<string>;
  readonly readFile: (path: string) => Promise<string>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/**
 * Runs `plumbline policy NAME` with the options as commander read them. Resolves to the exit code: 0 for an answer, 1 where
 * --exit-code asks for it, 2 usage, 3 could not be told. Never throws; with `-o json` a failure is a JSON document too.
 */
export async function runPolicyCommand(
  name: string,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
  parts: PolicyCommandParts,
): Promise<number> {
  try {
    if (!isPolicyCommand(name)) throw unknownCommand(name);
    const { text, notes, exitCode } = await answer(name, args, options, parts);
    parts.stderr(noteText(notes));
    parts.stdout(text);
    return exitCode;
  } catch (error) {
    const exitCode = exitCodeOf(error);
    parts.stderr(failureText(error));
    if (options['output'] === 'json') parts.stdout(failureJson(error));
    return exitCode;
  }
}

async function answer(
  name: PolicyCommandName,
  args: readonly string[],
  given: Readonly<Record<string, unknown>>,
  parts: PolicyCommandParts,
): Promise<PolicyAnswer> {
  if (name === 'diff') return await difference(args, given, parts);
  const options = readPolicyOptions(name, given);
  const flows = name === 'verdict' ? await flowsOf(given, parts) : [];
  const reading = await openSnapshot({
    ...parts,
    manifests: options.manifests,
    namespace: options.namespace,
    cni: options.cni,
  });
  const { snapshot } = reading;
  const made = ((): PolicyAnswer => {
    switch (name) {
      case 'explain':
        return explainAnswer(snapshot, readPolicyOptions(name, given));
      case 'verdict':
        return verdictAnswer(snapshot, flows, readPolicyOptions(name, given));
      case 'connections':
        return connectionsAnswer(snapshot, readPolicyOptions(name, given));
      case 'lint':
        return lintAnswer(snapshot, readPolicyOptions(name, given));
      case 'exposure':
        return exposureAnswer(snapshot, readPolicyOptions(name, given));
      case 'on':
        return onAnswer(snapshot, args[0] ?? '', readPolicyOptions(name, given));
      case 'who-can-reach':
      case 'can-reach':
        return reachAnswer(snapshot, name, args[0] ?? '', readPolicyOptions(name, given));
    }
  })();
  return { ...made, notes: [...reading.remarks, ...made.notes] };
}

/** Read before the cluster is asked, so that a mistake in the file does not wait for it. */
async function flowsOf(given: Readonly<Record<string, unknown>>, parts: PolicyCommandParts) {
  const { probes, manifests } = readPolicyOptions('verdict', given);
  if (probes === '-' && manifests.includes('-')) {
    throw new PlumblineError('--probes - and --manifests - cannot both read standard input.', {
      kind: 'usage',
      operation: 'policy verdict',
      nextStep: 'Give one of the two as a file.',
    });
  }
  const text = probes === '-' ? await parts.standardInput() : await fileText(probes, parts);
  return readFlowList(text, probes);
}

async function fileText(path: string, { readFile }: PolicyCommandParts): Promise<string> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new PlumblineError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, {
      kind: 'usage',
      operation: 'read the flows to judge',
      object: path,
      nextStep: 'Name a readable file with --probes, or - for standard input.',
      cause: error,
    });
  }
}

async function difference(
  [first = '', second = '']: readonly string[],
  given: Readonly<Record<string, unknown>>,
  parts: PolicyCommandParts,
): Promise<PolicyAnswer> {
  const options = readPolicyOptions('diff', given);
  const read = async (path: string) =>
    await openSnapshot({ ...parts, manifests: [path], namespace: options.namespace, cni: options.cni });
  const [before, after] = [await read(first), await read(second)];
  const made = diffAnswer(before.snapshot, after.snapshot, options);
  return { ...made, notes: [...new Set([...before.remarks, ...after.remarks, ...made.notes])] };
}

function unknownCommand(name: string): PlumblineError {
  return new PlumblineError(`There is no question '${name}' about policies.`, { kind: 'usage', operation: 'policy' });
}

function failureJson(error: unknown): string {
  const sentence = error instanceof Error ? error.message : String(error);
  const known = error instanceof PlumblineError ? { reason: error.kind, nextStep: error.facts.nextStep } : {};
  return jsonDocument('PolicyFailure', { sentence, ...known });
}
