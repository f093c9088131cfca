import type { ContainerTarget } from '../contracts/cluster.ts';
import type { Mode } from '../contracts/consent.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { NodeWant } from '../contracts/node.ts';
import type { Running } from '../contracts/runner.ts';
import type { OperatorTerminal } from '../contracts/terminal.ts';
import type { Clock } from '../kube/clock.ts';
import type { Environment } from '../kube/kubeconfig/paths.ts';
import type { NodeReach } from '../reach/node/open-node-reach.ts';
import type { NodeSettings } from '../reach/node/settings.ts';
import { wantKey } from '../reach/node/want-key.ts';
import type { OpenedWay } from '../reach/node/way.ts';
import type { NodeAddress } from '../reach/ssh/node-address.ts';
import type { ContextSession } from './context-session.ts';
import type { FromWorker, NodeTarget, RunRequest } from './protocol.ts';
import { podPlaces } from './pod-places.ts';
import { isSettled } from './view-needs.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** The cluster may take so long to tell a node's addresses. */
const addressPatience = 5_000;

/** What the nodes of a context are reached with. */
export interface NodePlacesParts {
  /** Undefined where plumbline was started for something that reaches no nodes. */
  readonly settings: NodeSettings | undefined;
  readonly session: ContextSession;
  readonly waiting: WaitingRoom;
  /** As it was named on the command line, for lines to paste. */
  readonly kubeconfig: string | undefined;
  readonly mode: Mode;
  readonly env: Environment;
  readonly clock: Clock;
  readonly terminal: OperatorTerminal;
  readonly post: (message: FromWorker) => void;
}

/** The nodes of one context as places where programs run. What reaches them is loaded when the first one is wanted. */
export class NodePlaces {
  readonly #parts: NodePlacesParts;
  readonly #told = new Map<string, OpenedWay>();
  #reach: Promise<NodeReach> | undefined;

  constructor(parts: NodePlacesParts) {
    this.#parts = parts;
  }

  /** The way to a node. Rejects with a PlumblineError that names every way and why it will not do. */
  async way(node: string, want: NodeWant, signal: AbortSignal): Promise<OpenedWay> {
    const { ways } = await this.#load();
    const opened = await ways.open(node, want, AbortSignal.any([signal, this.#parts.session.signal]));
    const key = wantKey(node, want);
    if (this.#told.get(key) !== opened) {
      this.#told.set(key, opened);
      this.#parts.post({ type: 'node-way', node, want, way: opened.way, byHand: opened.byHand });
    }
    return opened;
  }

  /** Starts a program on a node, by the way there is. Rejects as `way` does. */
  async run(
    { node, want }: NodeTarget,
    argv: readonly string[],
    options: RunRequest,
    signal: AbortSignal,
  ): Promise<Running> {
    const { runner } = await this.way(node, want, signal);
    const running = runner.run(argv, { ...options, signal });
    void running.result.then(async ({ end }) => (await this.#load()).ways.ended(node, end));
    return running;
  }

  /** A debug pod that was made for a node. */
  adopt(node: string, pod: ContainerTarget): void {
    // Who then asks for the node hears why it could not be.
    this.#load().then(
      (reach) => reach.adopt(node, pod),
      () => {},
    );
  }

  /** The operator trusts this host key. */
  trust(fingerprint: string): void {
    this.#load().then(
      (reach) => reach.accept(fingerprint),
      () => {},
    );
  }

  /** Ends every connection. Never rejects. */
  async close(): Promise<void> {
    await this.#reach?.then(
      ({ ways }) => ways.close(),
      () => {},
    );
  }

  #load(): Promise<NodeReach> {
    this.#reach ??= this.#open();
    return this.#reach;
  }

  async #open(): Promise<NodeReach> {
    const { settings, session, kubeconfig, mode, env, clock, terminal, post } = this.#parts;
    if (settings === undefined) {
      throw new PlumblineError('plumbline was started here without a way to nodes.', {
        kind: 'internal',
        operation: 'reach a node',
      });
    }
    const { openNodeReach } = await import('../reach/node/open-node-reach.ts');
    return await openNodeReach({
      settings,
      mode,
      env,
      clock,
      terminal,
      addresses: (node) => this.#addressesOf(node),
      offered: (key) => post({ type: 'host-key', key }),
      pods: podPlaces(session, kubeconfig),
    });
  }

  async #addressesOf(node: string): Promise<readonly NodeAddress[]> {
    const { session, waiting } = this.#parts;
    await waiting.untilKnown(() => isSettled(session.freshness('nodes')), addressPatience);
    const record = session.inventory.nodes.byName('', node);
    if (record !== undefined) return record.addresses;
    const { problem } = session;
    throw new PlumblineError(problem?.sentence ?? `The cluster has no node ${node}.`, {
      kind: problem?.kind ?? 'not-found',
      operation: 'find the address of a node',
      object: `node ${node}`,
      ...(problem?.nextStep === undefined ? {} : { nextStep: problem.nextStep }),
    });
  }
}
