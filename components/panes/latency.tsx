import type { ReactNode } from 'react';
import { latencyChart, latencyStatistics } from '../charts/latency-chart.ts';
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
import { idleLines } from './idle-lines.ts';
import type { PaneProps } from './pane-props.ts';
import { lastOf, latencySentence, latencySilence } from './probe-words.ts';

/** Round-trip times of the link, live; losses are gaps with an x below. */
export function LatencyPane(props: PaneProps): ReactNode {
  const { width, height, focused } = props;
  const model = useScreen();
  const { glyphs, screenReader } = model.terminal.capabilities;
  const { frozen } = useScreenState();
  const snapshot = useFrozen(useStore(model.session.bench));
  const keyOf = useKeyOf();
  const { latency } = snapshot;
  const series = lastOf(latency);
  const now = useNow(latency.state === 'running' && !frozen ? 2000 : undefined);
  const silence = frozen ? undefined : latencySilence(latency, now);

  useActions(focused && series !== undefined, {
    evidence: () => series && openDialog(model, { kind: 'evidence', ids: series.evidence }),
    copy: () => series && copyText(model, latencySentence(series.summary)),
  });

  const lines: StyledLine[] = [];
  if (latency.state === 'failed') lines.push(...idleLines(latency.sentence, latency.nextStep, width));
  if (series === undefined || series.summary.sent === 0) {
    // Nothing was sent: neither an empty chart nor '0 % lost' would be true.
    if (latency.state === 'idle') lines.push(line(` not measured; ${keyOf('ping')} starts ping`, 'quiet'));
    if (latency.state === 'running') lines.push(line(' started, no answer yet', 'quiet'));
  } else {
    if (series.remark !== undefined) lines.push(line(` ${series.remark}`, 'warning'));
    const statistics = latencyStatistics(series.summary, width - 2);
    const chartHeight = Math.max(1, height - lines.length - statistics.length);
    if (!screenReader) lines.push(...latencyChart(series.points, { width: width - 1, height: chartHeight }, glyphs));
    lines.push(...statistics.map((spans): StyledLine => [{ text: ' ' }, ...spans]));
  }
  const running = latency.state === 'running' ? `ms, ${silence ?? 'running'}` : 'ms';
  return <PaneBox {...props} pane="latency" extra={frozen ? `${running}, FROZEN` : running} lines={lines} />;
}
