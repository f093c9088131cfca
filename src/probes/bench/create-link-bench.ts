import type { Config } from '../../config/schema.ts';
import type { Cluster } from '../../contracts/cluster.ts';
import type { Ladder } from '../../contracts/ladder.ts';
import type { Link } from '../../contracts/link.ts';
import type { BandwidthOptions, LinkBench, LinkSnapshot, ProbeName } from '../../contracts/probe.ts';
import type { Recorder } from '../../contracts/record.ts';
import type { EvidenceShelf } from '../../contracts/session.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import { createStore } from '../../store/create-store.ts';
import { pause, restOf } from '../run/pause.ts';
import { isCostly } from '../run/run-where-found.ts';
import { bandwidthOnce } from './bandwidth-run.ts';
import { Board } from './board.ts';
import { connectEvery, connectOnce, dnsAsked, dnsEvery, dnsOnce, pathMtuEvery, pathMtuOnce } from './connect-loops.ts';
import { type Ends, type FollowedEnds, followEnds } from './followed-ends.ts';
import { LatencyLoop } from './latency-loop.ts';
import { summaryWriter } from './record-summaries.ts';
import { createSlot, isTakenOver } from './slot.ts';
import { begun, emptySnapshot, failed } from './snapshot.ts';
import { switchMark } from './switch-mark.ts';

export interface BenchParts {
  readonly cluster: Cluster;
  readonly evidence: EvidenceShelf;
  readonly recorder: Recorder;
  readonly config: Config;
  readonly clock?: () => Instant;
  /** How places beyond the pods' own containers are reached. */
  readonly ladder?: Ladder;
}

/** Changes are told to listeners at most so often; a snapshot itself is always the newest. */
const tellEvery: Duration = 100;

/** Makes the bench: the link under test, its probes, their series. Outside React; nothing in it throws at its caller. */
export function createLinkBench(parts: BenchParts): LinkBench {
  const now = parts.clock ?? Date.now;
  const store = createStore<LinkSnapshot>(emptySnapshot, (task) => setTimeout(task, tellEvery));
  const writer = summaryWriter(parts.recorder, now);
  const touch = (): void => store.update((snapshot) => ({ ...snapshot }));
  const slots = {
    connect: createSlot(touch),
    latency: createSlot(touch),
    bandwidth: createSlot(touch),
    dns: createSlot(touch),
  };
  let chosen: { readonly board: Board; readonly latency: LatencyLoop; readonly ends: FollowedEnds } | undefined;

  const configured = (): Duration => parts.config.latency.intervalSeconds * 1000;

  const stopAll = async (): Promise<void> => {
    await Promise.all(Object.values(slots).map((slot) => slot.stop()));
  };

  /** The operator has asked anew: what a ladder was refused before may be asked again. */
  const renew = (): void => {
    const ends = chosen?.ends.current();
    ends?.from?.ladder?.renew();
    ends?.to?.ladder?.renew();
  };

  const onEnds =
    (board: Board, latency: () => LatencyLoop | undefined) =>
    (ends: Ends, before: Ends | undefined, switched: boolean): void => {
      if (switched) {
        board.switched();
        if (before !== undefined) latency()?.mark(switchMark(before, ends));
      }
      board.update(() => ({ source: ends.source, destination: ends.destination }));
    };

  /** Repeats `step` on the ends as they are, `every` so often; replaced ends start it anew at once. */
  const repeat = async (
    every: Duration,
    signal: AbortSignal,
    step: (ends: Ends, signal: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    while (!signal.aborted) {
      const ends = await chosen?.ends.usable(signal);
      if (ends === undefined) return;
      const own = AbortSignal.any([signal, ends.replaced]);
      const started = now();
      await step(ends, own);
      // Once, where each more would leave something in the cluster; the operator may start it again.
      if (!own.aborted && ends.from !== undefined && isCostly(ends.from)) return;
      await pause(restOf(every, started, now(), 200), own);
    }
  };

  /** A defect of a probe must not end the program: it is shown as what it is. */
  const guarded =
    (board: Board, probe: 'connect' | 'latency' | 'bandwidth' | 'dns', task: (signal: AbortSignal) => Promise<void>) =>
    async (signal: AbortSignal): Promise<void> => {
      try {
        await task(signal);
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        board.update((snapshot) => ({
          [probe]: failed<unknown>(snapshot[probe], `plumbline itself failed: ${words}`),
        }));
      }
      if (isTakenOver(signal)) return;
      for (const name of probe === 'connect' ? (['connect', 'dns', 'pathMtu'] as const) : [probe]) board.end(name);
      writer.flush(probe);
      if (probe === 'connect') for (const name of ['dns', 'path-mtu'] as const) writer.flush(name);
    };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,

    choose(link: Link | undefined) {
      if (link?.id === store.getSnapshot().link?.id) return;
      void stopAll();
      chosen?.ends.end();
      chosen?.board.retire();
      writer.flush();
      chosen = undefined;
      store.set({ ...emptySnapshot, link });
      if (link === undefined) return;
      const board = new Board(link, store, writer, now);
      const latency = new LatencyLoop(board, configured(), now);
      const ends = followEnds({
        cluster: parts.cluster,
        evidence: parts.evidence,
        now,
        ladder: parts.ladder,
        link,
        onChange: onEnds(board, () => latency),
      });
      chosen = { board, latency, ends };
    },

    startConnect() {
      if (chosen === undefined) return;
      renew();
      const { board } = chosen;
      board.set('connect', (state) => begun(state, now()));
      slots.connect.start(
        guarded(board, 'connect', async (signal) => {
          await Promise.all([
            repeat(connectEvery, signal, (ends, own) => connectOnce(board, ends, own)),
            repeat(dnsEvery, signal, (ends, own) => dnsOnce(board, ends, own)),
            repeat(pathMtuEvery, signal, (ends, own) => pathMtuOnce(board, ends, own)),
          ]);
        }),
      );
    },

    startLatency(options = {}) {
      if (chosen === undefined) return;
      renew();
      const { board, latency } = chosen;
      latency.setInterval(options.interval ?? configured());
      board.set('latency', (state) => begun(state, now()));
      slots.latency.start(
        guarded(board, 'latency', async (signal) => {
          let finished = false;
          while (!finished && !signal.aborted) {
            const ends = await chosen?.ends.usable(signal);
            if (ends === undefined) return;
            finished = await latency.run(ends, options.count, AbortSignal.any([signal, ends.replaced]));
          }
        }),
      );
    },

    startBandwidth(options: BandwidthOptions) {
      if (chosen === undefined) return;
      renew();
      const { board } = chosen;
      board.set('bandwidth', (state) => begun(state, now()));
      slots.bandwidth.start(
        guarded(board, 'bandwidth', async (signal) => {
          const ends = await chosen?.ends.usable(signal);
          if (ends !== undefined)
            await bandwidthOnce(board, ends, options, now, AbortSignal.any([signal, ends.replaced]));
        }),
      );
    },

    startDns() {
      if (chosen === undefined) return;
      renew();
      const { board } = chosen;
      board.set('dns', (state) => begun(state, now()));
      slots.dns.start(
        guarded(board, 'dns', async (signal) => {
          const ends = await chosen?.ends.usable(signal);
          if (ends === undefined) return;
          await dnsAsked(board, ends, AbortSignal.any([signal, ends.replaced]));
        }),
      );
    },

    async stop(probe?: ProbeName) {
      if (probe === undefined) await stopAll();
      else await slots[probe === 'path-mtu' ? 'connect' : probe].stop();
    },

    resetLatency() {
      chosen?.latency.reset();
    },

    running() {
      const names: ProbeName[] = [];
      for (const name of ['connect', 'latency', 'bandwidth', 'dns'] as const) if (slots[name].active) names.push(name);
      return names;
    },

    async close() {
      await stopAll();
      chosen?.ends.end();
      writer.flush();
      chosen = undefined;
    },
  };
}
