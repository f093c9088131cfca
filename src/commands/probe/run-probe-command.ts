import { isProductionContext } from '../../config/production.ts';
import type { Config } from '../../config/schema.ts';
import type { Cluster } from '../../contracts/cluster.ts';
import type { Mode } from '../../contracts/consent.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { createEvidenceShelf } from '../../evidence/shelf.ts';
import { bitRateText } from '../../text/bit-rate.ts';
import { createLadder } from '../../reach/ladder/create-ladder.ts';
import { currentMaker } from '../../reach/ladder/maker.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { exitCodeOf, failureText } from '../failure.ts';
import { leftHelpersText } from '../left-helpers.ts';
import { agreeByOption } from './agree-by-option.ts';
import { findLink, readEnds } from './ends.ts';
import { linkCommand } from './link-command.ts';
import { isProbeCommand, type ProbeCommandName, readProbeOptions } from './options.ts';
import { type ProbeReport, reportJson, reportText } from './report.ts';
import {
  bandwidthCommand,
  connectCommand,
  dnsCommand,
  latencyCommand,
  type OpenLink,
  openLink,
  pathMtuCommand,
} from './single-probes.ts';

/** What a probe command needs of the world. */
export interface ProbeCommandParts {
  /** Rejects when the config file is wrong: what was named, or would be read, is not passed over in silence. */
  readonly loadConfig: () => Promise<Config>;
  /** What the operator allowed. */
  readonly mode: Mode;
  /** The kubeconfig named on the command line, for lines to paste. */
  readonly kubeconfig: string | undefined;
  /** Opens the chosen cluster; the command closes it. */
  readonly openCluster: (config: Config) => Cluster;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Fires when the operator stops the command. */
  readonly signal: AbortSignal;
}

/**
 * Runs `plumbline probe NAME` with the options as commander read them. Resolves to the exit code: 0 works, 1 does not,
 * 2 usage, 3 could not be tested. Never throws; with `-o json` a failure is a JSON document too.
 */
export async function runProbeCommand(
  name: string,
  options: Readonly<Record<string, unknown>>,
  parts: ProbeCommandParts,
): Promise<number> {
  try {
    if (!isProbeCommand(name)) throw unknownProbe(name);
    readEnds(readProbeOptions(name, options));
    return await inCluster(name, options, await parts.loadConfig(), parts);
  } catch (error) {
    const exitCode = exitCodeOf(error);
    parts.stderr(failureText(error));
    if (options['output'] === 'json') parts.stdout(failureJson(error, exitCode));
    return exitCode;
  }
}

async function inCluster(
  name: ProbeCommandName,
  given: Readonly<Record<string, unknown>>,
  config: Config,
  parts: ProbeCommandParts,
): Promise<number> {
  const cluster = parts.openCluster(config);
  const options = readProbeOptions(name, given);
  const image = options.image ?? config.reach.image;
  const ladder = createLadder(
    {
      cluster,
      settings: { ...config.reach, image },
      mode: parts.mode,
      recorder: { append: () => {} },
      kubeconfig: parts.kubeconfig,
      maker: currentMaker(),
    },
    agreeByOption({ yes: options.yes, imageSet: image !== undefined }, parts.stderr),
  );
  try {
    const link = await findLink(cluster, options);
    const shelf = createEvidenceShelf();
    const reached = { evidence: shelf, ladder };
    const report =
      name === 'link'
        ? await linkCommand(cluster, link, readProbeOptions(name, given), config, reached, parts.signal)
        : await single(name, given, await openLink(cluster, link, options.container, reached, parts.signal), () =>
            productionCap(config, cluster, parts.stderr),
          );
    const write = options.output === 'json' ? reportJson : reportText;
    parts.stdout(write(report, link, shelf.getSnapshot()));
    return report.exitCode;
  } finally {
    await ladder.close();
    const left = leftHelpersText(ladder.made.getSnapshot());
    if (left !== '') parts.stderr(left);
    await cluster.close();
  }
}

function single(
  name: Exclude<ProbeCommandName, 'link'>,
  given: Readonly<Record<string, unknown>>,
  open: OpenLink,
  proposedCap: () => number | undefined,
): Promise<ProbeReport> {
  switch (name) {
    case 'connect':
      return connectCommand(open, readProbeOptions(name, given));
    case 'latency':
      return latencyCommand(open, readProbeOptions(name, given));
    case 'bandwidth':
      return bandwidthCommand(open, readProbeOptions(name, given), proposedCap);
    case 'dns':
      return dnsCommand(open, readProbeOptions(name, given));
    case 'path-mtu':
      return pathMtuCommand(open, readProbeOptions(name, given));
  }
}

/** The gentle cap of a context that is marked production, and the operator is told; undefined elsewhere. */
function productionCap(
  config: Config,
  cluster: Pick<Cluster, 'status'>,
  tell: (text: string) => void,
): number | undefined {
  const { context } = cluster.status.getSnapshot();
  if (!isProductionContext(config, context)) return undefined;
  const cap = config.bandwidth.productionRateCap;
  tell(
    `plumbline: context ${safeLine(context)} is marked production: the test is capped at ${bitRateText(cap)}. --rate sets another cap, --uncapped lifts it.\n`,
  );
  return cap;
}

function unknownProbe(name: string): PlumblineError {
  return new PlumblineError(`There is no probe '${name}'.`, {
    kind: 'usage',
    operation: 'probe',
    nextStep: 'Use connect, latency, bandwidth, dns, path-mtu or link.',
  });
}

function failureJson(error: unknown, exitCode: number): string {
  const sentence = error instanceof Error ? error.message : String(error);
  const known = error instanceof PlumblineError ? { reason: error.kind, nextStep: error.facts.nextStep } : {};
  const of = exitCode === 2 ? 'usage' : 'not-tested';
  return `${JSON.stringify({ apiVersion: 'plumbline/v1', kind: 'ProbeFailure', class: of, sentence, ...known }, null, 2)}\n`;
}
