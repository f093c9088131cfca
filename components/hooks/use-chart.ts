import type { ChartColumn } from '../charts/chart-columns.ts';
import { columnLengths } from '../charts/chart-columns.ts';
import { type ChartView, cursorStep } from '../charts/chart-view.ts';
import { change, type ScreenModel } from '../screen/model.ts';
import { useActions } from './use-actions.ts';
import { useScreen } from './use-screen.ts';
import { useSparing } from './use-sparing.ts';
import { useScreenState } from './use-store.ts';

/** How the charts are looked at now. */
export function useChartView(): ChartView {
  const sparing = useSparing();
  const { chart } = useScreenState();
  return { ...chart, sweep: sparing && chart.cursor === undefined };
}

/** The keys of a chart, while its pane has the focus: a longer or shorter time axis, and a cursor that holds it. */
export function useChartKeys(focused: boolean, columns: readonly ChartColumn[]): void {
  const model = useScreen();
  const { chart } = useScreenState();
  useActions(focused, {
    'chart-longer': () => zoom(model, 1),
    'chart-shorter': () => zoom(model, -1),
  });
  useActions(focused && columns.length > 0, {
    'chart-earlier': () => move(model, columns, -1),
    'chart-later': () => move(model, columns, 1),
  });
  const release = (): void => change(model, { chart: { ...chart, cursor: undefined } });
  useActions(focused && chart.cursor !== undefined, { 'chart-live': release, back: release });
}

function zoom(model: ScreenModel, step: number): void {
  const { chart } = model.state.getSnapshot();
  const level = Math.min(columnLengths.length - 1, Math.max(0, chart.level + step));
  change(model, { chart: { ...chart, level } });
}

function move(model: ScreenModel, columns: readonly ChartColumn[], step: number): void {
  const { chart } = model.state.getSnapshot();
  change(model, { chart: { ...chart, cursor: cursorStep(columns, chart.cursor, step) } });
}
