import type { OfferedHostKey } from '../../src/contracts/node.ts';
import type { Session } from '../../src/contracts/session.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { keyOf } from '../screen/keys.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** Rows for what is wrong: while nothing of the cluster is known there is room, beside its lists there is little. */
const mostRows = { nothingKnown: 6, besideLists: 3 } as const;

/** What is wrong with the connection or the record, whole, one sentence group per trouble; empty when all is well. */
export function problemTexts(session: Session): readonly string[] {
  const { problem } = session.cluster.status.getSnapshot();
  const recordProblem = session.recordProblem.getSnapshot();
  const texts: string[] = [];
  if (problem !== undefined) texts.push([problem.sentence, problem.nextStep].filter(Boolean).join(' '));
  if (recordProblem !== undefined) texts.push(`${recordProblem.sentence} ${recordProblem.nextStep}`);
  return texts.map(safeLine);
}

/** What waits for the operator's eyes before nodes are reached. */
function hostKeyTexts(offered: readonly OfferedHostKey[], key: string): readonly string[] {
  const [first] = offered;
  if (first === undefined) return [];
  const who = offered.length === 1 ? `Node ${first.node} offers a host key` : `${offered.length} hosts offer keys`;
  return [`${safeLine(who)} that no known_hosts knows; ${key} shows it.`];
}

/** What is wrong, wrapped; what does not fit is a key away, and the last line says which. */
export function useProblemLines(width: number): readonly StyledLine[] {
  const model = useScreen();
  const { session } = model;
  const { counts, login } = useStore(session.cluster.status);
  useStore(session.recordProblem);
  const most = counts.nodes + counts.pods > 0 ? mostRows.besideLists : mostRows.nothingKnown;
  const logIn = login === undefined ? [] : [`${keyOf(model, 'login')} shows the log-in that waits.`];
  const hostKeys = hostKeyTexts(useStore(session.cluster.nodes.hostKeys.offered), keyOf(model, 'host-keys'));
  const lines = [...problemTexts(session), ...logIn, ...hostKeys].flatMap((text) => wrap(`! ${text}`, width - 2));
  const shown = lines.slice(0, most);
  const last = shown.at(-1);
  if (lines.length > most && last !== undefined) {
    const more = ` ... (${keyOf(model, 'problem')} shows all)`;
    shown[most - 1] = last.slice(0, width - 2 - more.length) + more;
  }
  return shown.map((text) => line(` ${text}`, 'bad'));
}
