import type { Endpoint, ResolvedEndpoint } from '../../src/contracts/endpoint.ts';
import type { LinkSnapshot, ProbeName } from '../../src/contracts/probe.ts';
import type { DeclaredLink } from '../../src/contracts/policy.ts';
import type { Comparison } from '../../src/policy/compare/combine.ts';
import type { PreviousMeasurement } from '../../src/contracts/session.ts';
import { describeEndpoint } from '../../src/link/describe.ts';
import { countWords } from '../../src/text/words.ts';
import { wrap } from '../../src/terminal/fit.ts';
import type { ChosenEnds } from '../screen/state.ts';
import { age } from '../widgets/format.ts';
import { line, type Span, type StyledLine } from '../widgets/styled.ts';
import { comparedLines, declaredLines } from './declared-lines.ts';
import { commonPlaceLines } from './place-lines.ts';
import { agoText, latencySilence, measuredAgo, measuredTone, probeRows, probeWords } from './probe-words.ts';

/** A row of the Link pane that can be selected. */
export type LinkRow = 'source' | 'destination' | ProbeName;

/** The rows in order. */
export const linkRows: readonly LinkRow[] = ['source', 'destination', ...probeRows.map(({ probe }) => probe)];

/** A line, and the row it belongs to where the cursor can stand on it. */
export interface LinkLine {
  readonly spans: StyledLine;
  readonly row?: LinkRow;
}

export interface LinkPicture {
  readonly snapshot: LinkSnapshot;
  readonly ends: ChosenEnds;
  readonly previous: readonly PreviousMeasurement[];
  /** The key of an action, for 'p starts it'; '' when it has none. */
  readonly keyOf: (action: string) => string;
  /** Whether an action is not allowed where it would act now. */
  readonly isDenied: (action: string) => boolean;
  readonly now: number;
  readonly width: number;
  /** Rows that are there; results are wrapped where they fit. */
  readonly height: number;
  readonly declared: DeclaredLink | undefined;
  readonly comparison: Comparison | undefined;
  /** Few words: the link to the terminal is slow. */
  readonly sparing: boolean;
}

/** Everything the Link pane says, in its order; long results on two lines where there is room. Pure. */
export function linkLines(picture: LinkPicture): readonly LinkLine[] {
  for (const [most, rows, apart] of [
    [2, 2, true],
    [1, 2, true],
    [1, 2, false],
    [1, 1, true],
    [1, 1, false],
  ] as const) {
    const lines = allLines(picture, most, rows, apart);
    if (lines.length <= picture.height) return lines;
  }
  return allLines(picture, 1, 0, false);
}

/** With at most `most` lines for each result and `rows` for what the policies declare; the probes stand apart where there is room. */
function allLines(picture: LinkPicture, most: number, rows: number, apart: boolean): readonly LinkLine[] {
  const { snapshot, ends } = picture;
  return [
    ...endLines('source', ends.source, snapshot.source, picture),
    ...commonPlaceLines(snapshot, picture.width).map((spans) => ({ spans })),
    ...endLines('destination', ends.destination, snapshot.destination, picture),
    ...declaredLines(picture.declared, { rows, width: picture.width }).map((spans) => ({ spans })),
    ...measuredLines(picture),
    ...comparedLines(picture.comparison, { rows, width: picture.width }).map((spans) => ({ spans })),
    ...(apart ? [{ spans: [] }] : []),
    ...probeRows.flatMap(({ probe, label, action }) => probeLines(probe, label, action, picture, most)),
  ];
}

function endLines(
  row: 'source' | 'destination',
  endpoint: Endpoint | undefined,
  resolved: ResolvedEndpoint | undefined,
  picture: LinkPicture,
): readonly LinkLine[] {
  const label = row === 'source' ? 'from ' : 'to   ';
  if (endpoint === undefined) {
    const key = picture.keyOf(row === 'source' ? 'mark-source' : 'mark-destination');
    const search = picture.keyOf(row === 'source' ? 'type-source' : 'type-destination');
    const text = `not chosen: ${key} on a row, or ${search} to type or search`;
    return [
      {
        row,
        spans: [
          { text: label, tone: 'quiet' },
          { text, tone: 'quiet' },
        ],
      },
    ];
  }
  const { protocol, port } = picture.ends;
  const at = row === 'destination' ? `  ${protocol}${port === undefined ? '' : ` ${port}`}` : '';
  const name = describeEndpoint(endpoint);
  const where = whereText(endpoint, resolved);
  const head: StyledLine = [
    { text: label, tone: 'quiet' },
    { text: name, tone: 'strong' },
    { text: at, tone: 'accent' },
  ];
  const oneLine = label.length + name.length + at.length + where.length + 2 <= picture.width;
  const lines: LinkLine[] = oneLine
    ? [{ row, spans: [...head, { text: where, tone: 'quiet' }] }]
    : [{ row, spans: head }, { spans: line(`   ${where}`, 'quiet') }];
  if (resolved?.problem !== undefined) {
    const words = wrap(resolved.problem, picture.width - 8);
    lines.push(...words.map((text) => ({ spans: line(`     ${text}`, 'bad') })));
  }
  return lines;
}

/** '  10.244.1.5 @worker-1', for a service its backends. */
function whereText(endpoint: Endpoint, resolved: ResolvedEndpoint | undefined): string {
  if (resolved === undefined) return '';
  const parts: string[] = [];
  if (endpoint.kind === 'workload' && resolved.pod !== undefined) parts.push(`now ${resolved.pod.name}`);
  const address = resolved.addresses[0];
  if (address !== undefined && endpoint.kind !== 'ip') parts.push(address);
  if (resolved.node !== undefined && endpoint.kind !== 'node') parts.push(`@${resolved.node}`);
  // Backends that are no pods are not among them: none listed is not none ready.
  if (resolved.backends !== undefined && resolved.backends.length > 0)
    parts.push(`${countWords(resolved.backends.length, 'backend')} ready`);
  return parts.length === 0 ? '' : `  ${parts.join(' ')}`;
}

function measuredLines({ snapshot, width, now }: LinkPicture): readonly LinkLine[] {
  const { measured } = snapshot;
  const [first = '', ...rest] = wrap(`${measured.sentence}${measuredAgo(snapshot, now)}`, width - 13);
  return [
    {
      spans: [
        { text: 'measured  ', tone: 'quiet' },
        { text: first, tone: measuredTone(measured.class) },
      ],
    },
    ...rest.map((text) => ({ spans: line(`          ${text}`, measuredTone(measured.class)) })),
  ];
}

/** A probe that runs has a result younger than this, however slow an exec is. */
const longestRound = 15_000;

function probeLines(
  probe: ProbeName,
  label: string,
  action: string,
  picture: LinkPicture,
  most: number,
): readonly LinkLine[] {
  const { snapshot, keyOf, now, width } = picture;
  const said = probeWords(snapshot, probe, picture.sparing);
  const silence = probe === 'latency' ? latencySilence(snapshot.latency, now) : undefined;
  // Latency has words of its own for its silence.
  const silent = probe !== 'latency' && said?.at !== undefined && now - said.at > longestRound;
  const told = said && (!said.running || silent) ? { ...said, text: `${said.text}${agoText(said.at, now)}` } : said;
  const words = told && silence ? { ...told, text: `${silence.toUpperCase()}; ${told.text}` } : told;
  const name: Span = { text: label.padEnd(10), tone: 'quiet' };
  if (words !== undefined) {
    const running: Span = { text: words.running ? '* ' : '', tone: 'accent' };
    const room = width - 13 - running.text.length;
    const parts = wrap(words.text, room);
    if (most === 1 || parts.length === 1)
      return [{ row: probe, spans: [name, running, { text: words.text, tone: words.tone }] }];
    const indent = ' '.repeat(10 + running.text.length);
    return [
      { row: probe, spans: [name, running, { text: parts[0] ?? '', tone: words.tone }] },
      { spans: [{ text: indent }, { text: parts.slice(1).join(' '), tone: words.tone }] },
    ];
  }
  const earlier = picture.previous.find((one) => one.probe === probe && one.link.id === snapshot.link?.id);
  if (earlier !== undefined) {
    const text = `earlier, ${age(earlier.at, now)} ago: ${earlier.sentence}`;
    return [{ row: probe, spans: [name, { text, tone: 'quiet' }] }];
  }
  const key = keyOf(action);
  const offer = picture.isDenied(action) ? `not allowed: ${key} tells why` : `${key} measures it`;
  return [{ row: probe, spans: [name, { text: key === '' ? '-' : `- (${offer})`, tone: 'quiet' }] }];
}
