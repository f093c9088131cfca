import type { ReactNode } from 'react';
import type { LatencyPoint } from '../../src/contracts/probe.ts';
import type { LatencyView } from '../charts/latency-chart.ts';
import { useActions } from '../hooks/use-actions.ts';
import { useChartKeys, useChartView } from '../hooks/use-chart.ts';
import { useLatencyColumns } from '../hooks/use-latency-columns.ts';
import { useFrozen } from '../hooks/use-frozen.ts';
import { useKeyOf } from '../hooks/use-key-of.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useSparing } from '../hooks/use-sparing.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { copyText } from '../screen/copy.ts';
import { openDialog } from '../screen/model.ts';
import { PaneBox } from '../widgets/pane-box.tsx';
import { line, type StyledLine } from '../widgets/styled.ts';
import { idleLines } from './idle-lines.ts';
import { legendNames } from './legend-names.ts';
import { latencyAxis, latencyLines } from './latency-lines.ts';
import type { PaneProps } from './pane-props.ts';
import { placeInTitle, placeLines } from './place-lines.ts';
import { lastOf, latencySentence, latencySilence, probeWords } from './probe-words.ts';

const noPoints: readonly LatencyPoint[] = [];

/** Round-trip times of the link, live; losses are gaps with an x below. A pinned link's are drawn over them. */
export function LatencyPane(props: PaneProps): ReactNode {
  const { width, height, focused } = props;
  const model = useScreen();
  const { glyphs, screenReader } = model.terminal.capabilities;
  const { frozen } = useScreenState();
  const snapshot = useFrozen(useStore(model.session.bench));
  const pinned = useFrozen(useStore(model.session.links.second));
  const keyOf = useKeyOf();
  const { latency } = snapshot;
  const series = lastOf(latency);
  const second = pinned.link === undefined ? undefined : lastOf(pinned.latency);
  const now = useNow(latency.state === 'running' && !frozen ? 2000 : undefined);
  const silence = frozen ? undefined : latencySilence(latency, now);
  const chosen = useChartView();
  const sparing = useSparing();
  const view: LatencyView = {
    ...chosen,
    sparing,
    second: second?.points,
    interval: Math.max(series?.interval ?? 0, second?.interval ?? 0) || 1000,
  };
  const seen = useLatencyColumns(series?.points ?? noPoints, second?.points, view.level, view.interval);

  useActions(focused && series !== undefined, {
    evidence: () => series && openDialog(model, { kind: 'evidence', ids: series.evidence }),
    copy: () => series && copyText(model, latencySentence(series.summary)),
  });
  useChartKeys(focused, seen.columns);

  const lines: StyledLine[] = [];
  if (latency.state === 'failed') lines.push(...idleLines(latency.sentence, latency.nextStep, width));
  if (series === undefined || series.summary.sent === 0) {
    // Nothing was sent: neither an empty chart nor '0 % lost' would be true.
    if (latency.state === 'idle') lines.push(line(` not measured; ${keyOf('ping')} starts ping`, 'quiet'));
    if (latency.state === 'running') lines.push(line(' started, no answer yet', 'quiet'));
  } else {
    if (series.remark !== undefined) lines.push(line(` ${series.remark}`, 'warning'));
    lines.push(...placeLines(series.place, width));
  }
  if ((series?.summary.sent ?? 0) + (second?.summary.sent ?? 0) > 0) {
    const words = pinned.link === undefined ? undefined : probeWords(pinned, 'latency', sparing)?.text;
    const names = pinned.link === undefined ? undefined : legendNames(snapshot.link, pinned.link);
    const rest = height - lines.length;
    lines.push(
      ...latencyLines({ series, second: words, names, view, seen, glyphs, width, height: rest, spoken: screenReader }),
    );
  }
  const told = [
    'ms',
    ...(latency.state === 'running' ? [silence ?? 'running'] : []),
    ...latencyAxis(view, seen, width),
    ...placeInTitle(series?.place),
    ...(frozen ? ['FROZEN'] : []),
  ];
  return <PaneBox {...props} pane="latency" extra={told.join(', ')} lines={lines} />;
}
