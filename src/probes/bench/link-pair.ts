import type { Link } from '../../contracts/link.ts';
import type { BandwidthOptions, LinkBench, LinkPair } from '../../contracts/probe.ts';

/**
 * Two benches whose roles can change: what is pinned goes on being measured where it is, and only its place on the
 * screen is another. Both ends of the pair stand for whichever bench has the role now.
 */
export function createLinkPair(benches: readonly [LinkBench, LinkBench]): LinkPair {
  let [current, beside] = benches;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const exchange = (): void => {
    [current, beside] = [beside, current];
    tell();
  };

  const role = (bench: () => LinkBench, choose: LinkBench['choose']): LinkBench => ({
    getSnapshot: () => bench().getSnapshot(),
    subscribe(listener) {
      const own = (): void => listener();
      const unsubscribe = benches.map((one) => one.subscribe(() => bench() === one && own()));
      listeners.add(own);
      return () => {
        listeners.delete(own);
        for (const stop of unsubscribe) stop();
      };
    },
    choose,
    startConnect: () => bench().startConnect(),
    startLatency: (options) => bench().startLatency(options),
    startBandwidth: (options) => bench().startBandwidth(options),
    startDns: () => bench().startDns(),
    stop: (probe) => bench().stop(probe),
    resetLatency: () => bench().resetLatency(),
    running: () => bench().running(),
    close: () => bench().close(),
  });
  const linkOf = (bench: LinkBench): Link | undefined => bench.getSnapshot().link;

  const first = role(
    () => current,
    (link) => (link !== undefined && link.id === linkOf(beside)?.id ? exchange() : current.choose(link)),
  );
  const second = role(
    () => beside,
    (link) => (link !== undefined && link.id === linkOf(current)?.id ? undefined : beside.choose(link)),
  );

  return {
    first,
    second,
    pin() {
      exchange();
      current.choose(undefined);
    },
    exchange,
    startBandwidth(options: BandwidthOptions) {
      const [tested, next] = [current, beside];
      const wanted = linkOf(next);
      tested.startBandwidth(options);
      const unsubscribe = tested.subscribe(() => {
        if (tested.running().includes('bandwidth')) return;
        unsubscribe();
        const { bandwidth } = tested.getSnapshot();
        // What was stopped, or failed, is not gone on with elsewhere.
        const done = bandwidth.state === 'done' && bandwidth.last.summary?.complete === true;
        if (done && wanted !== undefined && linkOf(next)?.id === wanted.id) next.startBandwidth(options);
      });
    },
    async stop() {
      await Promise.all(benches.map((bench) => bench.stop()));
    },
    running: () => [...new Set(benches.flatMap((bench) => bench.running()))],
    async close() {
      await Promise.all(benches.map((bench) => bench.close()));
    },
  };
}
