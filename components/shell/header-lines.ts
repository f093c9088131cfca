import type { ClusterStatus, Freshness, ResourceName } from '../../src/contracts/cluster.ts';
import type { Mode } from '../../src/contracts/consent.ts';
import { countWords } from '../../src/text/words.ts';
import { age } from '../widgets/format.ts';
import type { Span, StyledLine } from '../widgets/styled.ts';

const modeWords: Readonly<Record<Mode, Span>> = {
  observe: { text: 'read-only', tone: 'quiet' },
  probe: { text: 'may create helpers', tone: 'warning' },
  write: { text: 'WRITE', tone: 'bad' },
};

export interface HeaderFacts {
  readonly status: ClusterStatus;
  readonly mode: Mode;
  /** 'lab' or 'simulate' for the demo. */
  readonly demo: string | undefined;
  /** The terminal takes bytes slowly: what changes by itself is drawn once a second. */
  readonly slowLink?: boolean;
  /** Bytes are to be spared: without what stands in the panes as well. */
  readonly sparing?: boolean;
  readonly now: number;
  readonly width: number;
  readonly separator: string;
}

/** The header: which cluster, how much, how fresh, which mode. What does not fit goes, the least important first. */
export function headerLine(facts: HeaderFacts): StyledLine {
  const { status, mode, demo, now, width, separator } = facts;
  const { counts, cni } = status;
  const slow: Span[] = facts.slowLink === true ? [{ text: 'slow link', tone: 'quiet' }, { text: '  ' }] : [];
  const right: Span[] = [...slow, freshness(status, now), { text: '  ' }, modeWords[mode], { text: ' ' }];
  const known = status.phase === 'connected' || counts.nodes > 0;
  const notReady = (count: number): string => (count > 0 ? `, ${count} NOT ready` : '');
  // What may not be read is not none.
  const counted = (resource: ResourceName, text: string, name: string = resource): string =>
    status.resources[resource].state === 'denied' ? `${name} denied` : text;
  const parts: Part[] = [{ text: status.context === '' ? 'no context' : status.context, tone: 'strong', keep: 9 }];
  if (demo !== undefined) parts.push({ text: `demo (${demo})`, tone: 'accent', keep: 4 });
  const sparing = facts.sparing === true;
  if (known) {
    if (cni !== undefined && !sparing) parts.push({ text: [cni.name, cni.backend].filter(Boolean).join(' '), keep: 3 });
    parts.push({
      text: counted('nodes', countWords(counts.nodes, 'node') + notReady(counts.nodesNotReady)),
      tone: counts.nodesNotReady > 0 ? 'bad' : 'normal',
      keep: 6,
    });
    parts.push({
      text: counted('pods', countWords(counts.pods, 'pod') + notReady(counts.podsNotReady)),
      tone: counts.podsNotReady > 0 ? 'bad' : 'normal',
      keep: 5,
    });
    if (!sparing)
      parts.push(
        {
          text: counted('networkpolicies', countWords(counts.policies, 'policy', 'policies'), 'policies'),
          keep: 2,
        },
        { text: counted('services', countWords(counts.services, 'service')), keep: 1 },
      );
  }
  const joint = ` ${separator} `;
  const title = width >= 100 ? ' plumbline  ' : ' ';
  const length = (all: readonly Part[]): number =>
    title.length + all.reduce((sum, part) => sum + part.text.length, 0) + joint.length * (all.length - 1);
  let shown: readonly Part[] = parts;
  while (shown.length > 1 && length(shown) + 1 + textLength(right) > width) {
    const least = Math.min(...shown.map((part) => part.keep));
    shown = shown.filter((part) => part.keep !== least);
  }
  const left: readonly Span[] = [
    { text: title, tone: 'title' },
    ...shown.flatMap(({ text, tone = 'normal' }, index): readonly Span[] =>
      index === 0
        ? [{ text, tone }]
        : [
            { text: joint, tone: 'quiet' },
            { text, tone },
          ],
    ),
  ];
  const gap = Math.max(1, width - textLength(left) - textLength(right));
  return [...left, { text: ' '.repeat(gap) }, ...right];
}

/** A part of the header; where there is little room the ones least worth keeping go first. */
interface Part extends Span {
  readonly keep: number;
}

function textLength(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.text.length, 0);
}

/** The worst of all resources, because one stale list can mislead as much as all. */
function freshness(status: ClusterStatus, now: number): Span {
  if (status.phase === 'opening' || status.phase === 'connecting') return { text: 'connecting', tone: 'warning' };
  const all = Object.entries(status.resources);
  const of = (state: Freshness['state']): [string, Freshness] | undefined => all.find(([, one]) => one.state === state);
  const stale = all.flatMap(([, one]) => (one.state === 'stale' ? [one.asOf] : []));
  if (status.phase === 'failing' || stale.length > 0) {
    const known = stale.filter((asOf) => asOf !== undefined);
    // The oldest of them; some that never were complete do not hide how old the others are.
    const asOf = known.length === 0 ? undefined : Math.min(...known);
    return { text: asOf === undefined ? 'NOT CONNECTED' : `STALE ${age(asOf, now)}`, tone: 'bad' };
  }
  const behind = of('catching-up')?.[1];
  if (behind?.state === 'catching-up') return { text: `catching up ${behind.received}`, tone: 'warning' };
  if (of('waiting') !== undefined) return { text: 'loading', tone: 'warning' };
  const denied = all.filter(([, one]) => one.state === 'denied').length;
  if (denied === all.length) return { text: 'ALL DENIED', tone: 'bad' };
  if (denied > 0) return { text: `live, ${denied} denied`, tone: 'warning' };
  return { text: 'live', tone: 'good' };
}
