import type { FoundHelper } from '../../reach/ladder/find-helpers.ts';
import { helperWords } from '../../reach/ladder/helper-words.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { countWords } from '../../text/words.ts';

/** What became of one helper. */
export interface CleanedHelper {
  readonly helper: FoundHelper;
  /** 'entry': nothing runs, and what is left of it cannot be removed. 'would-end' in a dry run only. */
  readonly outcome: 'removed' | 'ended' | 'left' | 'entry' | 'would-end';
  /** Why. */
  readonly note: string | undefined;
}

/** The outcome as lines for people. */
export function cleanupText(cleaned: readonly CleanedHelper[], dryRun: boolean): string {
  const entries = cleaned.filter(({ outcome }) => outcome === 'entry');
  const lines = cleaned.filter(({ outcome }) => outcome !== 'entry').map((one) => lineOf(one));
  if (entries.length > 0) {
    const pods = [...new Set(entries.map(({ helper }) => `${helper.namespace}/${helper.pod}`))];
    lines.push(
      `${countWords(entries.length, 'ended debug container')} ${entries.length === 1 ? 'stays' : 'stay'} as an entry in ${pods.slice(0, 5).join(', ')}${pods.length > 5 ? ` and ${pods.length - 5} more pods` : ''} until the pod goes.`,
    );
  }
  if (lines.length === 0) lines.push('Nothing of plumbline is in the cluster.');
  if (cleaned.some(({ outcome }) => outcome === 'left') && !dryRun) lines.push('--all ends also what may be in use.');
  return `${lines.map(safeLine).join('\n')}\n`;
}

const words: Readonly<Record<Exclude<CleanedHelper['outcome'], 'entry'>, string>> = {
  removed: 'removed',
  ended: 'ended',
  left: 'left',
  'would-end': 'would end',
};

function lineOf({ helper, outcome, note }: CleanedHelper): string {
  const { kind, name, namespace, pod, node, deadline } = helper;
  const what =
    kind === 'debug-container'
      ? `debug container ${name} in pod ${namespace}/${pod}`
      : `${helperWords[kind]} ${namespace}/${name}${node === undefined ? '' : ` on ${node}`}`;
  const word = outcome === 'entry' ? '' : words[outcome];
  const until =
    outcome === 'left' && deadline !== undefined ? `, ends by itself at ${new Date(deadline).toISOString()}` : '';
  return `${word.padEnd(9)} ${what}${note === undefined ? '' : `: ${note}`}${until}`;
}

/** The outcome as one JSON document of apiVersion plumbline/v1. */
export function cleanupJson(cleaned: readonly CleanedHelper[], dryRun: boolean): string {
  const helpers = cleaned.map(({ helper, outcome, note }) => ({
    kind: helper.kind,
    namespace: helper.namespace,
    pod: helper.pod,
    name: helper.name,
    ...(helper.node === undefined ? {} : { node: helper.node }),
    ...(helper.maker === undefined ? {} : { madeBy: helper.maker }),
    ...(helper.deadline === undefined ? {} : { deadline: new Date(helper.deadline).toISOString() }),
    outcome,
    ...(note === undefined ? {} : { note }),
  }));
  return `${JSON.stringify({ apiVersion: 'plumbline/v1', kind: 'Cleanup', dryRun, helpers }, null, 2)}\n`;
}
