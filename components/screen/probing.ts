import type { ProbeName } from '../../src/contracts/probe.ts';
import { listWords } from '../../src/text/words.ts';
import { keyOf } from './keys.ts';
import { notify, type ScreenModel } from './model.ts';

/** Starts a probe when there is a link, stops it when it runs; says what is missing otherwise. */
export function startProbe(model: ScreenModel, probe: ProbeName, start: () => void): void {
  const { bench } = model.session;
  const { source, destination } = model.state.getSnapshot().ends;
  if (source === undefined || destination === undefined) {
    const missing = source === undefined ? 'source' : 'destination';
    const mark = keyOf(model, `mark-${missing}`);
    const type = keyOf(model, `type-${missing}`);
    return notify(
      model,
      `no ${missing} yet: ${mark} marks a row as the ${missing}, ${type} lets you type it`,
      'warning',
    );
  }
  if (bench.running().includes(probe)) return stopProbe(model, probe);
  start();
}

/** Ping runs until it is stopped with the same key; a pinned link is pinged as well. */
export function toggleLatency(model: ScreenModel): void {
  const interval = model.session.config.latency.intervalSeconds * 1000;
  const { first, second } = model.session.links;
  const pinned = second.getSnapshot().link !== undefined;
  startProbe(model, 'latency', () => {
    first.startLatency({ interval });
    if (pinned && !second.running().includes('latency')) second.startLatency({ interval });
  });
}

/** Stops everything that runs, here and in the pods. */
export function stopAll(model: ScreenModel): void {
  const running = whatRuns(model);
  if (running.length === 0) return notify(model, 'nothing runs');
  notify(model, `stopping ${listWords(running)}`);
  void model.captures.stop();
  stopProbe(model);
}

/** What runs in pods or on nodes because of this screen, by name. */
export function whatRuns(model: ScreenModel): readonly string[] {
  return [...model.session.links.running(), ...(model.captures.running() ? ['capture'] : [])];
}

function stopProbe(model: ScreenModel, probe?: ProbeName): void {
  const { links } = model.session;
  // What is compared is stopped together: a ping of the pinned link alone would be forgotten.
  const stopping =
    probe === undefined ? links.stop() : Promise.all([links.first.stop(probe), links.second.stop(probe)]);
  stopping.then(
    () => notify(model, probe === undefined ? 'stopped' : `${probe} stopped`),
    (error: unknown) => notify(model, error instanceof Error ? error.message : String(error), 'bad'),
  );
}
