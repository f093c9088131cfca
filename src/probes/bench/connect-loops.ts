import type { ConnectResult } from '../../contracts/probe.ts';
import { addressFamily } from '../../link/address.ts';
import { probeConnect } from '../connect/connect.ts';
import { resolveName } from '../dns/resolve-name.ts';
import { probePathMtu } from '../path-mtu/path-mtu.ts';
import type { Board } from './board.ts';
import { destinationProblem, matching, sourcePod, targetAddress, targetPort } from './ends.ts';
import type { Ends } from './followed-ends.ts';

/** Milliseconds between the starts of two. */
export const connectEvery = 2000;
export const dnsEvery = 3000;
export const pathMtuEvery = 5000;

/** One connect over the link. */
export async function connectOnce(board: Board, ends: Ends, signal: AbortSignal): Promise<void> {
  const { link } = board;
  const address = targetAddress(ends.source, ends.destination);
  const port = targetPort(link, ends.destination);
  if (ends.from === undefined) return;
  if (address === undefined)
    return board.connectFailed(destinationProblem(ends.destination) ?? 'There is no address to connect to');
  if (link.protocol !== 'TCP') {
    return board.connectFailed(`A ${link.protocol} port cannot be tested by connecting: only TCP answers a connect`);
  }
  if (port === undefined) {
    const declared =
      link.port === undefined ? 'no port is given or declared' : `no port named ${link.port} is declared`;
    return board.connectFailed(`TCP was not tested: ${declared} at the destination`, 'Give a port: shop/backend:8080.');
  }
  const { result, placeGone } = await probeConnect(ends.from, address, port, { signal });
  if (signal.aborted) return;
  if (placeGone) return board.placeGone(result.sentence);
  board.connected(result);
}

/** The name that every cluster has; asked when the destination has none, to see whether the source can resolve at all. */
const nameOfEveryCluster = 'kubernetes.default.svc.cluster.local';

/** One DNS question, where the destination has a name. A host name is asked with the search list, as an application would. */
export async function dnsOnce(board: Board, ends: Ends, signal: AbortSignal): Promise<void> {
  const name = ends.destination.dnsName;
  if (name === undefined || ends.from === undefined) return;
  const rooted = ends.destination.endpoint.kind === 'service';
  await ask(board, ends, { name, rooted, ofLink: true }, signal);
}

/** One DNS question of the operator's: the destination's name, else one that says whether the source's DNS works. */
export async function dnsAsked(board: Board, ends: Ends, signal: AbortSignal): Promise<void> {
  if (ends.destination.dnsName !== undefined) return dnsOnce(board, ends, signal);
  await ask(board, ends, { name: nameOfEveryCluster, rooted: true, ofLink: false }, signal);
}

interface Question {
  readonly name: string;
  readonly rooted: boolean;
  /** The link depends on the answer. */
  readonly ofLink: boolean;
}

async function ask(board: Board, ends: Ends, question: Question, signal: AbortSignal): Promise<void> {
  if (ends.from === undefined) return;
  const own = sourcePod(ends.source)?.addresses ?? [];
  const family = addressFamily(matching(own, ends.destination.addresses) ?? own[0] ?? '') ?? 4;
  const { name, rooted } = question;
  const { result, placeGone } = await resolveName(ends.from, { name, rooted, family }, signal);
  if (signal.aborted) return;
  if (placeGone) return board.placeGone(result.sentence);
  board.resolved(result, question.ofLink);
}

/** One path MTU test to the destination's address. A service's cluster IP answers no ping: its first backend stands for it. */
export async function pathMtuOnce(board: Board, ends: Ends, signal: AbortSignal): Promise<void> {
  const address = pingAddress(ends);
  if (address === undefined || ends.from === undefined) return;
  const probe = await probePathMtu(ends.from, address, { signal, sparing: true });
  if (signal.aborted) return;
  if (probe.placeGone) return board.placeGone(probe.result.sentence);
  board.pathMtuTested(probe);
}

/** The address that can answer a ping: a cluster IP is only a rule of kube-proxy, so a backend's pod address instead. */
export function pingAddress(ends: Pick<Ends, 'source' | 'destination'>): string | undefined {
  const own = sourcePod(ends.source)?.addresses ?? [];
  const { backends } = ends.destination;
  if (backends !== undefined) return matching(own, backends[0]?.addresses ?? []);
  return targetAddress(ends.source, ends.destination);
}

/** Whom the pings go to where that is not the chosen address itself; undefined elsewhere. */
export function pingRemark(ends: Pick<Ends, 'destination'>): string | undefined {
  const [backend] = ends.destination.backends ?? [];
  return backend && `ping goes to ${backend.namespace}/${backend.name}, a backend: a cluster IP answers none`;
}

/** The class of a connect, for the record: the same class is the same result. */
export function connectKey(result: ConnectResult): string {
  return `${result.class} ${result.address ?? ''}`;
}
