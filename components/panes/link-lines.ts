import type { Endpoint, ResolvedEndpoint } from '../../src/contracts/endpoint.ts';
import type { LinkSnapshot, ProbeName } from '../../src/contracts/probe.ts';
import type { PreviousMeasurement } from '../../src/contracts/session.ts';
import { describeEndpoint } from '../../src/link/describe.ts';
import { wrap } from '../../src/terminal/fit.ts';
import type { ChosenEnds } from '../screen/state.ts';
import { age } from '../widgets/format.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { measuredTone, probeRows, probeWords } from './probe-words.ts';

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
  readonly now: number;
  readonly width: number;
}

/** Everything the Link pane says, in its order. Pure. */
export function linkLines(picture: LinkPicture): readonly LinkLine[] {
  const { snapshot, ends } = picture;
  return [
    ...endLines('source', ends.source, snapshot.source, picture),
    ...endLines('destination', ends.destination, snapshot.destination, picture),
    ...measuredLines(picture),
    { spans: [] },
    ...probeRows.map(({ probe, label, action }) => probeLine(probe, label, action, picture)),
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
    return [{ row, spans: [{ text: label, tone: 'quiet' }, { text, tone: 'quiet' }] }];
  }
  const { protocol, port } = picture.ends;
  const at = row === 'destination' ? `  ${protocol}${port === undefined ? '' : ` ${port}`}` : '';
  const lines: LinkLine[] = [
    {
      row,
      spans: [
        { text: label, tone: 'quiet' },
        { text: describeEndpoint(endpoint), tone: 'strong' },
        { text: at, tone: 'accent' },
        { text: whereText(endpoint, resolved), tone: 'quiet' },
      ],
    },
  ];
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
  if (resolved.backends !== undefined) parts.push(`${resolved.backends.length} backends ready`);
  return parts.length === 0 ? '' : `  ${parts.join(' ')}`;
}

function measuredLines({ snapshot, width }: LinkPicture): readonly LinkLine[] {
  const { measured } = snapshot;
  const [first = '', ...rest] = wrap(measured.sentence, width - 13);
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

function probeLine(probe: ProbeName, label: string, action: string, picture: LinkPicture): LinkLine {
  const { snapshot, keyOf, now } = picture;
  const words = probeWords(snapshot, probe);
  const name = { text: label.padEnd(10), tone: 'quiet' as const };
  if (words !== undefined) {
    const running = { text: words.running ? '* ' : '', tone: 'accent' as const };
    return { row: probe, spans: [name, running, { text: words.text, tone: words.tone }] };
  }
  const earlier = picture.previous.find((one) => one.probe === probe && one.link.id === snapshot.link?.id);
  if (earlier !== undefined) {
    const text = `earlier, ${age(earlier.at, now)} ago: ${earlier.sentence}`;
    return { row: probe, spans: [name, { text, tone: 'quiet' }] };
  }
  const key = keyOf(action);
  return { row: probe, spans: [name, { text: key === '' ? '-' : `- (${key} measures it)`, tone: 'quiet' }] };
}
