import { countWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import type { SavedOutput } from '../reading/reading.ts';
import { parseSsh, type SshLine, type SshTrouble } from './parse.ts';

/** Reads what ssh printed. */
export const sshReader = judgedReader({
  tool: 'ssh',
  about: 'ssh of OpenSSH: its failures, whether the command ran',
  parse: parseSsh,
  summary: ({ items }) => ({
    trouble: troubleOf(items)?.trouble,
    outputLines: items.filter(({ kind }) => kind === 'output').length,
  }),
  meaning: ({ items }, output) => meaningOf(items, output),
  silence: (output) => (output.exitCode === undefined ? undefined : ranWords(0, output.exitCode)),
});

/** Troubles from the most telling down: through a jump host the last line says only that the connection was closed. */
const order: readonly SshTrouble[] = [
  'host key changed',
  'forwarding prohibited',
  'target refused',
  'target unreachable',
  'host key unknown',
  'authentication',
  'negotiation',
  'name',
  'refused',
  'timeout',
  'unreachable',
  'host key refused',
  'closed',
  'no program',
];

const meanings: Readonly<Record<SshTrouble, string>> = {
  name: 'The name was not resolved',
  refused: 'The connect was refused: nobody listens on that port',
  timeout: 'The host did not answer: packets or their answers vanish on the way',
  unreachable: 'There is no way to the host from here',
  'host key changed': 'The host’s key has changed: it was set up anew, or somebody stands between; nothing was sent',
  'host key unknown': 'The host’s key is not known here, and unknown keys are not taken',
  'host key refused': 'The host’s key was not accepted',
  authentication: 'The host is reached and does not let this user in',
  negotiation: 'The host is reached, and both sides know no algorithm in common',
  'forwarding prohibited': 'The jump host is reached and forbids forwarding',
  'target refused': 'The jump host is reached; from there the target refuses the connection',
  'target unreachable': 'The jump host is reached; from there the target is not',
  closed: 'The other side closed the connection',
  'no program': 'The host is reached; the command is not there',
};

function troubleOf(items: readonly SshLine[]): Extract<SshLine, { kind: 'trouble' }> | undefined {
  const troubles = items.flatMap((item) => (item.kind === 'trouble' ? [item] : []));
  return order.flatMap((kind) => troubles.findLast(({ trouble }) => trouble === kind) ?? []).at(0);
}

function meaningOf(items: readonly SshLine[], { exitCode }: SavedOutput): Meaning {
  const found = troubleOf(items);
  const output = items.filter(({ kind }) => kind === 'output').length;
  // A command may print words like ssh's own; with its exit code 0 they are its output.
  if (found !== undefined && exitCode !== 0)
    return { state: 'fault', sentence: `${meanings[found.trouble]} (${found.words.replace(/\.$/, '')})` };
  if (exitCode !== undefined) return ranWords(output, exitCode);
  return {
    state: 'unknown',
    sentence: `${countWords(output, 'line')} of output and no complaint; whether the command ended well is not told`,
  };
}

function ranWords(lines: number, exitCode: number): Meaning {
  if (exitCode === 255)
    return {
      state: 'fault',
      sentence:
        'ssh failed (exit code 255), and why is not told; the remote command did not run, or its connection broke',
    };
  if (exitCode === 0)
    return {
      state: 'ok',
      sentence: `The host is reached and the command ran (${countWords(lines, 'line')} of output)`,
    };
  return { state: 'warning', sentence: `The host is reached; the command exited with ${exitCode}` };
}
