import type { ReactNode } from 'react';
import type { Evidence } from '../../src/contracts/evidence.ts';
import type { LinkSnapshot } from '../../src/contracts/probe.ts';
import { compareLink } from '../../src/policy/compare/compare-link.ts';
import { endpointText } from '../../src/link/describe.ts';
import type { Glyphs } from '../../src/terminal/glyphs.ts';
import { liveView } from '../charts/chart-view.ts';
import { latencyChart } from '../charts/latency-chart.ts';
import { useActions } from '../hooks/use-actions.ts';
import { useDeclared } from '../hooks/use-declared.ts';
import { useFrozen } from '../hooks/use-frozen.ts';
import { useKeyOf } from '../hooks/use-key-of.ts';
import { useList } from '../hooks/use-list.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useSparing } from '../hooks/use-sparing.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { chooseEnd } from '../screen/choose.ts';
import { copyText } from '../screen/copy.ts';
import { openDialog } from '../screen/model.ts';
import { PaneBox } from '../widgets/pane-box.tsx';
import { line, type StyledLine } from '../widgets/styled.ts';
import { linkLines, linkRows } from './link-lines.ts';
import type { PaneProps } from './pane-props.ts';
import { lastOf, probeWords } from './probe-words.ts';

/** The link under test: its ends, what was measured, each probe's last word and the command behind it. */
export function LinkPane(props: PaneProps): ReactNode {
  const { width, height, focused, tabs } = props;
  const model = useScreen();
  const { glyphs, screenReader } = model.terminal.capabilities;
  const { ends, frozen } = useScreenState();
  const { bench, previous, evidence } = model.session;
  const snapshot = useStore(bench);
  const earlier = useStore(previous);
  const shelf = useStore(evidence);
  const keyOf = useKeyOf();
  const place = useList({
    name: 'link',
    length: linkRows.length,
    height: linkRows.length,
    keys: linkRows,
    offset: 0,
    focused,
  });
  const row = linkRows[place.selected] ?? 'source';
  const isEnd = row === 'source' || row === 'destination';
  const endpoint = isEnd ? ends[row] : undefined;
  const ids = isEnd ? [] : (probeWords(snapshot, row)?.evidence ?? []);
  const newest = shelf.findLast((piece) => ids.includes(piece.id));

  useActions(focused, {
    evidence: () => openDialog(model, { kind: 'evidence', ids: ids.length > 0 ? ids : undefined }),
    open: () => {
      if (isEnd) openDialog(model, { kind: 'picker', end: row });
      else openDialog(model, { kind: 'evidence', ids: ids.length > 0 ? ids : undefined });
    },
  });
  useActions(focused && newest !== undefined, { copy: () => newest && copyText(model, newest.source.commandLine) });
  useActions(focused && endpoint !== undefined, {
    'mark-source': () => endpoint && chooseEnd(model, 'source', endpoint),
    'mark-destination': () => endpoint && chooseEnd(model, 'destination', endpoint),
    copy: () => endpoint && copyText(model, endpointText(endpoint)),
  });

  const now = useNow(10_000);
  const sparing = useSparing();
  const denied = useStore(model.access);
  const declared = useDeclared(snapshot.link);
  const comparison = compareLink(snapshot, declared);
  const lines = linkLines({
    snapshot,
    ends,
    previous: earlier,
    keyOf,
    now,
    width,
    height,
    declared,
    comparison,
    isDenied: (action) => denied.has(action),
    sparing,
  });
  const selected = focused ? lines.findIndex((one) => one.row === row) : -1;
  const shown = lines.map((one): StyledLine => {
    const marker = one.row === undefined ? '  ' : focused && one.row === row ? '> ' : '  ';
    return [{ text: marker, tone: 'key' }, ...one.spans];
  });
  const command = sparing ? [] : commandLines(newest, height - shown.length);
  // Where latency is another tab, the rows left over show how it went lately.
  const room = tabs && !screenReader ? height - shown.length - command.length : 0;
  const charted = useFrozen(snapshot);
  const size = { width: width - 1, height: Math.min(mostChartRows, room - 1) };
  const chart = recentLatency(charted, frozen, size, glyphs, sparing);
  return (
    <PaneBox
      {...props}
      pane="link"
      lines={[...shown, ...chart, ...command]}
      selected={selected === -1 ? undefined : selected}
    />
  );
}

const mostChartRows = 8;
const leastChartRows = 4;

/** The latency chart in small, where it has a chart's least height; empty otherwise. */
function recentLatency(
  { latency }: LinkSnapshot,
  frozen: boolean,
  size: { readonly width: number; readonly height: number },
  glyphs: Glyphs,
  sweep: boolean,
): readonly StyledLine[] {
  const series = lastOf(latency);
  if (series === undefined || series.points.length === 0 || size.height < leastChartRows) return [];
  const view = { ...liveView, sweep, interval: series.interval };
  return [
    line(`  latency, ms${frozen ? ', FROZEN' : ''}`, 'quiet'),
    ...latencyChart(series.points, size, glyphs, view),
  ];
}

/** The command behind the selected result, where there is room. */
function commandLines(evidence: Evidence | undefined, room: number): readonly StyledLine[] {
  if (evidence === undefined || room < 2) return [];
  return [
    [],
    [
      { text: '  $ ', tone: 'quiet' },
      { text: evidence.source.commandLine, tone: 'quiet' },
    ],
  ];
}
