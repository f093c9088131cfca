import type { Config } from '../../config/schema.ts';
import type { Cluster } from '../../contracts/cluster.ts';
import type { Link } from '../../contracts/link.ts';
import type { Ladder } from '../../contracts/ladder.ts';
import type { EvidenceShelf } from '../../contracts/session.ts';
import { createLinkBench } from '../../probes/bench/create-link-bench.ts';
import { pause } from '../../probes/run/pause.ts';
import type { ProbeOptions } from './options.ts';
import type { ProbeReport } from './report.ts';
import { linkReport } from './reports.ts';

/**
 * `plumbline probe link`: the bench of the screen, run for so many seconds; its last answer is the command's. It keeps
 * no record: a headless probe leaves nothing behind.
 */
export async function linkCommand(
  cluster: Cluster,
  link: Link,
  options: ProbeOptions<'link'>,
  config: Config,
  { evidence, ladder }: { readonly evidence: EvidenceShelf; readonly ladder: Ladder },
  signal: AbortSignal,
): Promise<ProbeReport> {
  const bench = createLinkBench({
    cluster,
    evidence,
    recorder: { append: () => {} },
    config,
    ladder,
  });
  try {
    bench.choose(link);
    bench.startConnect();
    bench.startLatency({ interval: 500 });
    await pause(options.seconds * 1000, signal);
    return linkReport(bench.getSnapshot());
  } finally {
    await bench.close();
  }
}
