import type { ClusterStatus, Freshness } from '../../src/contracts/cluster.ts';
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
  readonly now: number;
  readonly width: number;
  readonly separator: string;
}

/** The header: which cluster, how much, how fresh, which mode. What does not fit goes, the least important first. */
export function headerLine(facts: HeaderFacts): StyledLine {
  const { status, mode, demo, now, width, separator } = facts;
  const { counts, cni } = status;
  const right: Span[] = [freshness(status, now), { text: '  ' }, modeWords[mode], { text: ' ' }];
  const known = status.phase === 'connected' || counts.nodes > 0;
  const notReady = (count: number): string => (count > 0 ? `, ${count} NOT ready` : '');
  const parts: Span[] = [{ text: status.context === '' ? 'no context' : status.context, tone: 'strong' }];
  if (demo !== undefined) parts.push({ text: `demo (${demo})`, tone: 'accent' });
  if (known) {
    if (cni !== undefined) parts.push({ text: [cni.name, cni.backend].filter(Boolean).join(' ') });
    parts.push({
      text: countWords(counts.nodes, 'node') + notReady(counts.nodesNotReady),
      tone: counts.nodesNotReady > 0 ? 'bad' : 'normal',
    });
    parts.push({
      text: countWords(counts.pods, 'pod') + notReady(counts.podsNotReady),
      tone: counts.podsNotReady > 0 ? 'bad' : 'normal',
    });
    parts.push({ text: countWords(counts.policies, 'policy', 'policies') });
    parts.push({ text: countWords(counts.services, 'service') });
  }
  const rightWidth = textLength(right);
  const left: Span[] = [{ text: ' plumbline ', tone: 'title' }];
  const room = width - rightWidth - 1;
  for (const [index, part] of parts.entries()) {
    const joint = index === 0 ? ' ' : ` ${separator} `;
    if (index > 0 && textLength(left) + joint.length + part.text.length > room) break;
    left.push({ text: joint, tone: 'quiet' }, part);
  }
  const gap = Math.max(1, width - textLength(left) - rightWidth);
  return [...left, { text: ' '.repeat(gap) }, ...right];
}

function textLength(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.text.length, 0);
}

/** The worst of all resources, because one stale list can mislead as much as all. */
function freshness(status: ClusterStatus, now: number): Span {
  if (status.phase === 'opening' || status.phase === 'connecting') return { text: 'connecting', tone: 'warning' };
  const all = Object.entries(status.resources);
  const of = (state: Freshness['state']): [string, Freshness] | undefined => all.find(([, one]) => one.state === state);
  const stale = of('stale')?.[1];
  if (status.phase === 'failing' || stale !== undefined) {
    const asOf = stale?.state === 'stale' ? stale.asOf : undefined;
    return { text: asOf === undefined ? 'NOT CONNECTED' : `STALE ${age(asOf, now)}`, tone: 'bad' };
  }
  const behind = of('catching-up')?.[1];
  if (behind?.state === 'catching-up') return { text: `catching up ${behind.received}`, tone: 'warning' };
  if (of('waiting') !== undefined) return { text: 'loading', tone: 'warning' };
  const denied = all.filter(([, one]) => one.state === 'denied').length;
  if (denied > 0) return { text: `live, ${denied} denied`, tone: 'warning' };
  return { text: 'live', tone: 'good' };
}
