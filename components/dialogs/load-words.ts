import type { ResolvedEndpoint } from '../../src/contracts/endpoint.ts';
import type { Link } from '../../src/contracts/link.ts';
import type { BandwidthOptions } from '../../src/contracts/probe.ts';
import { describeEndpoint, describeLink } from '../../src/link/describe.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { bitRate } from '../widgets/format.ts';

export interface LoadFacts {
  readonly options: BandwidthOptions;
  readonly link: Link | undefined;
  readonly source: ResolvedEndpoint | undefined;
  readonly destination: ResolvedEndpoint | undefined;
  readonly production: boolean;
  readonly context: string;
  /** The link over which the same is done afterwards. */
  readonly afterwards?: Link | undefined;
}

export interface LoadSentence {
  readonly text: string;
  readonly tone: Tone;
}

/** What a bandwidth test puts on whom: the pods, the nodes between them, and how much at most. */
export function loadSentences(facts: LoadFacts): readonly LoadSentence[] {
  const { options, link, production, context } = facts;
  if (link === undefined) return [];
  const both = options.direction === 'both';
  const [from, to] =
    options.direction === 'reverse' ? [facts.destination, facts.source] : [facts.source, facts.destination];
  const rate = options.rateCap === undefined ? 'as much as the path carries' : `at most ${bitRate(options.rateCap)}`;
  const ways = both ? 2 : 1;
  const most =
    options.rateCap === undefined ? '' : `, ${dataText((ways * options.rateCap * options.seconds) / 8)} in all at most`;
  const sends = both
    ? `${nameOf(from)} and ${nameOf(to)} send each other ${rate}${options.rateCap === undefined ? '' : ' each way'}`
    : `${nameOf(from)} sends ${rate} to ${nameOf(to)}`;
  const sentences: LoadSentence[] = [
    {
      text: `${sends} for ${options.seconds} s${most}. An iperf3 server runs in ${describeEndpoint(link.destination)} meanwhile, and ends with the test.`,
      tone: 'normal',
    },
    { text: nodesSentence(from, to), tone: 'quiet' },
  ];
  if (facts.afterwards !== undefined)
    sentences.push({ text: `Then the same over the pinned link, ${describeLink(facts.afterwards)}.`, tone: 'normal' });
  if (production) {
    const text =
      options.rateCap === undefined
        ? `${context} is marked production: uncapped will be asked about again.`
        : `${context} is marked production: a gentle cap is proposed.`;
    sentences.push({ text, tone: 'warning' });
  }
  return sentences;
}

function nameOf(resolved: ResolvedEndpoint | undefined): string {
  if (resolved === undefined) return 'the other end';
  const { pod, endpoint } = resolved;
  return pod === undefined ? describeEndpoint(endpoint) : `${pod.namespace}/${pod.name}`;
}

function nodesSentence(from: ResolvedEndpoint | undefined, to: ResolvedEndpoint | undefined): string {
  if (from?.node === undefined || to?.node === undefined)
    return 'Everything on the path between them shares that load.';
  if (from.node === to.node) return `Both are on ${from.node}: no network link is loaded, the node’s CPU is.`;
  return `The link from ${from.node} to ${to.node} carries it, and what else uses that link gets less.`;
}

/** '125 MB'. */
function dataText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}
