import type { LatencySummary, LinkSnapshot, ProbeState } from '../contracts/probe.ts';
import type { Place } from '../contracts/runner.ts';
import type { RecorderProblem } from '../contracts/record.ts';
import type { ChecklistEntry } from '../incident/checklist.ts';
import { describeLink } from '../link/describe.ts';
import { milliseconds } from '../probes/series/latency-summary.ts';
import { placesSuffix, placeSuffix } from '../reach/ladder/rungs.ts';
import { asciiOnly, safeLine } from '../terminal/safe-text.ts';

/** What the words after the screen are made of. */
export interface SummaryFacts {
  readonly snapshot: LinkSnapshot;
  /** The pinned link; without a link where none is pinned. */
  readonly second?: LinkSnapshot;
  readonly context: string;
  readonly checklist: readonly ChecklistEntry[];
  readonly recordPath: string | undefined;
  readonly recordProblem: RecorderProblem | undefined;
  /** The terminal shows ASCII only. */
  readonly ascii: boolean;
}

/**
 * What was measured, as the lines that stay in the terminal's scrollback after the screen is left; ends with a newline.
 * Without a link there is no more to say than where the record lies. Pure.
 */
export function summaryText(facts: SummaryFacts): string {
  const pinned = facts.second === undefined ? [] : measurementLines(facts.second);
  const lines = [
    ...measurementLines(facts.snapshot),
    ...pinned,
    ...checklistLine(facts.checklist),
    ...recordLines(facts),
  ];
  if (lines.length === 0) return '';
  const all = [`plumbline${facts.context === '' ? '' : `, context ${facts.context}`}`, ...lines.map(line)];
  return all.map((text) => `${facts.ascii ? asciiOnly(safeLine(text)) : safeLine(text)}\n`).join('');
}

type Line = readonly [name: string, text: string];

const line = ([name, text]: Line): string => `  ${name.padEnd(9)}  ${text}`;

function measurementLines(snapshot: LinkSnapshot): readonly Line[] {
  const { link, measured, connect, latency, bandwidth, dns, pathMtu } = snapshot;
  if (link === undefined) return [];
  return [
    ['link', describeLink(link)],
    ['measured', `${measured.class}: ${measured.sentence}`],
    ...probeLine('connect', connect, placed),
    ...probeLine(
      'latency',
      latency,
      ({ summary, remark, place }) => `${latencyText(summary, remark)}${placeSuffix(place)}`,
    ),
    ...probeLine('bandwidth', bandwidth, ({ summary }) =>
      summary === undefined ? 'stopped before it had a result' : `${summary.sentence}${placesSuffix(summary.places)}`,
    ),
    ...probeLine('DNS', dns, placed),
    ...probeLine('path MTU', pathMtu, placed),
  ];
}

/** A result's sentence, with the place where that is not one of the pod's own containers. */
function placed({ sentence, place }: { readonly sentence: string; readonly place?: Place }): string {
  return `${sentence}${placeSuffix(place)}`;
}

/** A probe that failed is said with what it had measured until then; one that never ran is left out. */
function probeLine<Result>(name: string, state: ProbeState<Result>, text: (result: Result) => string): readonly Line[] {
  if (state.state === 'idle') return [];
  const last: readonly Line[] = state.last === undefined ? [] : [[name, text(state.last)]];
  if (state.state === 'failed') return [...last, [name, state.sentence]];
  return last;
}

function latencyText(summary: LatencySummary, remark: string | undefined): string {
  const { sent, received, lossPercent, duplicates } = summary;
  const parts = [`${received}/${sent} answered, ${Number(lossPercent.toFixed(1))} % lost`];
  for (const name of ['min', 'avg', 'p50', 'p95', 'p99', 'max', 'jitter'] as const) {
    const value = summary[name];
    if (value !== undefined) parts.push(`${name} ${milliseconds(value)}`);
  }
  if (duplicates > 0) parts.push(`${duplicates} duplicates`);
  if (remark !== undefined) parts.push(remark);
  return parts.join(', ');
}

function checklistLine(checklist: readonly ChecklistEntry[]): readonly Line[] {
  const settled = checklist.filter(({ mark }) => mark !== 'open');
  if (settled.length === 0) return [];
  const next = checklist.find(({ mark }) => mark === 'open');
  const rest = next === undefined ? 'nothing is left' : `next: ${next.item.text}`;
  return [['checklist', `${settled.length}/${checklist.length}, ${rest}`]];
}

function recordLines({ recordPath, recordProblem }: SummaryFacts): readonly Line[] {
  const lines: Line[] = recordPath === undefined ? [] : [['record', recordPath]];
  if (recordProblem !== undefined) lines.push(['record', recordProblem.sentence]);
  return lines;
}
