import type { ReactNode } from 'react';
import { bandwidthChart, bandwidthStatistics } from '../charts/bandwidth-chart.ts';
import { legend } from '../charts/overlay.ts';
import { useActions } from '../hooks/use-actions.ts';
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
import { idleLines } from './idle-lines.ts';
import type { PaneProps } from './pane-props.ts';
import { bandwidthSentence, lastOf } from './probe-words.ts';

/** Throughput of the link, live while iperf3 runs, and what it found. */
export function BandwidthPane(props: PaneProps): ReactNode {
  const { width, height, focused } = props;
  const model = useScreen();
  const { glyphs, screenReader } = model.terminal.capabilities;
  const { frozen } = useScreenState();
  const { bandwidth } = useFrozen(useStore(model.session.bench));
  const keyOf = useKeyOf();
  const series = lastOf(bandwidth);
  const summary = series?.summary;
  const now = useNow(bandwidth.state === 'running' && !frozen ? 1000 : undefined);

  useActions(focused && series !== undefined, {
    evidence: () => series && openDialog(model, { kind: 'evidence', ids: series.evidence }),
  });
  useActions(focused && summary !== undefined, { copy: () => summary && copyText(model, bandwidthSentence(summary)) });

  const lines: StyledLine[] = [];
  let unit = '';
  if (bandwidth.state === 'failed') lines.push(...idleLines(bandwidth.sentence, bandwidth.nextStep, width));
  if (series === undefined) {
    if (bandwidth.state === 'idle')
      lines.push(line(` not measured; ${keyOf('bandwidth')} asks how, then measures`, 'quiet'));
    if (bandwidth.state === 'running') lines.push(line(' starting the server in the destination', 'quiet'));
  } else {
    const statistics = bandwidthStatistics(series.points, summary, width - 2);
    lines.push(bandwidthHead(series, now));
    if (series.points.some(({ back }) => back !== undefined) && !screenReader)
      lines.push([{ text: ' ' }, ...legend('there', 'back', glyphs.chart[4], width - 2, 'accent')]);
    const chartHeight = Math.max(1, height - lines.length - 1);
    if (series.points.length > 0) {
      const chart = bandwidthChart(series.points, { width: width - 1, height: chartHeight }, glyphs);
      unit = chart.unit;
      lines.push(...(screenReader ? [] : chart.lines), [{ text: ' ' }, ...statistics]);
    }
  }
  const told = [unit, bandwidth.state === 'running' ? 'running' : '', frozen ? 'FROZEN' : '']
    .filter(Boolean)
    .join(', ');
  return <PaneBox {...props} pane="bandwidth" extra={told} lines={lines} />;
}
