import type { ReactNode } from 'react';
import { bandwidthColumns, type BandwidthView } from '../charts/bandwidth-chart.ts';
import { axisWords } from '../charts/chart-view.ts';
import { useActions } from '../hooks/use-actions.ts';
import { useChartKeys, useChartView } from '../hooks/use-chart.ts';
import { useFrozen } from '../hooks/use-frozen.ts';
import { useKeyOf } from '../hooks/use-key-of.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { copyText } from '../screen/copy.ts';
import { openDialog } from '../screen/model.ts';
import { PaneBox } from '../widgets/pane-box.tsx';
import { line, type StyledLine } from '../widgets/styled.ts';
import { bandwidthHead } from './bandwidth-head.ts';
import { bandwidthLines } from './bandwidth-lines.ts';
import { legendNames } from './legend-names.ts';
import { idleLines } from './idle-lines.ts';
import type { PaneProps } from './pane-props.ts';
import { bothPlacesLines, placeInTitle } from './place-lines.ts';
import { bandwidthSentence, lastOf, probeWords } from './probe-words.ts';

/** Throughput of the link, live while iperf3 runs, and what it found. */
export function BandwidthPane(props: PaneProps): ReactNode {
  const { width, height, focused } = props;
  const model = useScreen();
  const { glyphs, screenReader } = model.terminal.capabilities;
  const { frozen } = useScreenState();
  const { bandwidth, link } = useFrozen(useStore(model.session.bench));
  const pinned = useFrozen(useStore(model.session.links.second));
  const keyOf = useKeyOf();
  const series = lastOf(bandwidth);
  const summary = series?.summary;
  const now = useNow(bandwidth.state === 'running' && !frozen ? 1000 : undefined);

  useActions(focused && series !== undefined, {
    evidence: () => series && openDialog(model, { kind: 'evidence', ids: series.evidence }),
  });
  useActions(focused && summary !== undefined, { copy: () => summary && copyText(model, bandwidthSentence(summary)) });

  const second = pinned.link === undefined ? undefined : lastOf(pinned.bandwidth);
  const view: BandwidthView = { ...useChartView(), second: second?.points };
  const seen = bandwidthColumns(series ?? { points: [] }, view);
  useChartKeys(focused, seen.columns);

  const lines: StyledLine[] = [];
  let unit = '';
  if (bandwidth.state === 'failed') lines.push(...idleLines(bandwidth.sentence, bandwidth.nextStep, width));
  if (series === undefined) {
    if (bandwidth.state === 'idle')
      lines.push(line(` not measured; ${keyOf('bandwidth')} asks how, then measures`, 'quiet'));
    if (bandwidth.state === 'running') lines.push(line(' starting the server in the destination', 'quiet'));
  } else {
    lines.push(bandwidthHead(series, now), ...bothPlacesLines(summary?.places, width));
    const drawn = bandwidthLines({
      series,
      second: pinned.link === undefined ? undefined : probeWords(pinned, 'bandwidth')?.text,
      names: legendNames(link, pinned.link),
      view,
      seen,
      glyphs,
      width,
      height: height - lines.length,
      spoken: screenReader,
    });
    unit = drawn.unit;
    lines.push(...drawn.lines);
  }
  const told = [
    unit,
    bandwidth.state === 'running' ? 'running' : '',
    view.level > 0 ? axisWords(view.level, width - 9) : '',
    view.cursor === undefined ? '' : 'HELD',
    ...placeInTitle(summary?.places?.source),
    frozen ? 'FROZEN' : '',
  ]
    .filter(Boolean)
    .join(', ');
  return <PaneBox {...props} pane="bandwidth" extra={told} lines={lines} />;
}
