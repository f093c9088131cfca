import type { BandwidthOptions, BandwidthPoint, BandwidthSeries } from '../../contracts/probe.ts';
import { describeEndpoint } from '../../link/describe.ts';
import { measureBandwidth } from '../bandwidth/bandwidth.ts';
import { placesSuffix } from '../../reach/ladder/rungs.ts';
import type { Board } from './board.ts';
import { matching, serverPod, sourcePod } from './ends.ts';
import type { Ends } from './followed-ends.ts';
import { failed, progressed } from './snapshot.ts';

/** One bandwidth test over the link, between the pods themselves: a cluster IP does not serve iperf3's port. */
export async function bandwidthOnce(
  board: Board,
  ends: Ends,
  options: BandwidthOptions,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const pod = serverPod(ends.destination);
  const address = pod === undefined ? undefined : matching(sourcePod(ends.source)?.addresses ?? [], pod.addresses);
  if (ends.from === undefined) return;
  if (ends.to === undefined || address === undefined) {
    const name = describeEndpoint(ends.destination.endpoint);
    const why = ends.destination.problem ?? `${name} is no pod, and the iperf3 server needs one to run in`;
    board.set('bandwidth', (state) => failed(state, `not measured: ${why}`, 'Choose a pod, a workload or a service.'));
    return;
  }
  let points: readonly BandwidthPoint[] = [];
  let phase: BandwidthSeries['phase'] = 'starting server';
  const earlier = board.bandwidthBefore();
  const show = (rest: Partial<BandwidthSeries> = {}): void => {
    const series: BandwidthSeries = { points, earlier, summary: undefined, options, phase, evidence: [], ...rest };
    board.set('bandwidth', (state) => progressed(state, series, now()));
  };
  show();
  const probe = await measureBandwidth(ends.from, ends.to, address, options, signal, {
    onPhase: (next) => {
      phase = next;
      show();
    },
    onPoint: (point) => {
      points = [...points, point];
      show();
    },
  });
  phase = 'ended';
  points = probe.points;
  const { summary, evidence } = probe;
  show({ summary, evidence });
  if (!probe.tested && summary.receivedBitsPerSecond === undefined && !signal.aborted) {
    board.set('bandwidth', (state) => failed(state, summary.sentence));
  }
  board.note('bandwidth', `${summary.sentence}${placesSuffix(summary.places)}`, summary, `${now()}`);
}
