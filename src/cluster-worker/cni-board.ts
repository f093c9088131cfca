import type { CniObjects } from '../cni/evidence.ts';
import { detectCni } from '../cni/detect.ts';
import type { CniLook } from '../cni/look.ts';
import type { CniSummary } from '../cni/summary.ts';
import type { CniNodeDetail } from '../contracts/cni.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Duration } from '../contracts/time.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Clock } from '../kube/clock.ts';
import type { KubectlContext } from '../reach/kubectl-line.ts';
import type { ContextSession } from './context-session.ts';
import { inPieces } from './in-pieces.ts';
import type { NodePlaces } from './node-places.ts';
import type { FromWorker } from './protocol.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { isSettled } from './view-needs.ts';
import { CniTeller } from './told-cni.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** From the end of one look to the next, while somebody watches. */
const lookEvery: Duration = 30_000;
const tellEvery: Duration = 250;
/** A look waits so long for the cluster's objects. */
const objectsPatience: Duration = 10_000;

/** What looking at the CNI of one context needs. */
export interface CniBoardParts {
  readonly session: ContextSession;
  readonly nodes: NodePlaces;
  readonly waiting: WaitingRoom;
  readonly kubectl: () => KubectlContext;
  readonly clock: Clock;
  readonly post: (message: FromWorker) => void;
}

/** Which CNI it seems to be while the API server tells nothing of it: by what saved nodes carry. Of its pods nothing is known. */
function withoutObjects(inventory: Inventory): CniSummary {
  return {
    ...detectCni(inventory),
    enforcesPolicies: 'unknown',
    remarks: ['The API server does not tell which CNI it is: so much is known of the nodes that were saved.'],
    agents: [],
  };
}

/** Looks at the CNI of one context while somebody watches, and tells what it found. What looks is loaded with the first look. */
export class CniBoard {
  readonly #parts: CniBoardParts;
  readonly #ended = new AbortController();
  readonly #tell: Throttle;
  readonly #teller = new CniTeller();
  #watched = false;
  #cancelNext: () => void = () => {};
  #running: Promise<void> | undefined;
  #asked = false;
  #looking = false;
  #look: { readonly name: string; readonly look: CniLook } | undefined;
  #objects: CniObjects | undefined;
  /** States are made one after the other: the newest is told last. */
  #telling: Promise<void> = Promise.resolve();

  constructor(parts: CniBoardParts) {
    this.#parts = parts;
    this.#tell = createThrottle(parts.clock, tellEvery, () => this.#tellNow());
  }

  watch(on: boolean): void {
    this.#watched = on;
    this.#cancelNext();
    if (on) void this.#start(false).catch(() => {});
  }

  /** Looks now, or waits for the look that is under way. Rejects with a PlumblineError where nothing is known to look at. */
  async refresh(): Promise<void> {
    // One that began before the question would answer an older one.
    await this.#running?.catch(() => {});
    await this.#start(true);
    await this.#telling;
  }

  /** One node as it was found; where there are many it is read anew. */
  async detail(node: string): Promise<CniNodeDetail | undefined> {
    return this.#look?.look.detail(node, this.#ended.signal);
  }

  end(): void {
    this.#ended.abort();
    this.#cancelNext();
    this.#tell.stop();
  }

  #start(asked: boolean): Promise<void> {
    this.#asked ||= asked;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      this.#asked = false;
      this.#cancelNext();
      if (this.#watched && !this.#ended.signal.aborted) {
        this.#cancelNext = this.#parts.clock.after(lookEvery, () => void this.#start(false).catch(() => {}));
      }
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { session, waiting } = this.#parts;
    const wanted = ['nodes', 'daemonsets', 'pods', 'configmaps'] as const;
    const known = () => wanted.every((one) => isSettled(session.freshness(one)));
    await waiting.untilKnown(known, objectsPatience);
    const look = await this.#lookNow();
    this.#looking = true;
    this.#tell.now();
    await look.run(() => this.#tell.ask(), this.#ended.signal);
    this.#looking = false;
    this.#tellNow();
    await this.#telling;
  }

  /** The look at the CNI that it is now; another one when that has changed. */
  async #lookNow(): Promise<CniLook> {
    const { session, nodes, kubectl, clock } = this.#parts;
    const [{ cniObjects }, { lookAtCni }, { cniReading }] = await Promise.all([
      import('../cni/objects.ts'),
      import('../cni/deep.ts'),
      import('./cni-reading.ts'),
    ]);
    const summary = session.status().cni ?? withoutObjects(session.inventory);
    if (session.inventory.nodes.size === 0) {
      const { problem } = session;
      throw new PlumblineError(
        problem?.sentence ?? 'No nodes of the cluster are known, so there is no CNI to look at.',
        {
          kind: problem?.kind ?? 'not-found',
          operation: 'look at the CNI',
          ...(problem?.nextStep === undefined ? {} : { nextStep: problem.nextStep }),
        },
      );
    }
    const objects = cniObjects(session.inventory, summary);
    this.#objects = objects;
    if (this.#look?.name !== summary.name) {
      const reading = cniReading({
        session,
        nodes,
        kubectl,
        clock,
        objects: () => this.#objects ?? objects,
        asked: () => this.#asked,
      });
      this.#look = { name: summary.name, look: await lookAtCni(summary.name, reading) };
    }
    return this.#look.look;
  }

  #tellNow(): void {
    this.#telling = this.#telling.then(async () => {
      const look = this.#look?.look;
      if (look === undefined || this.#ended.signal.aborted) return;
      const state = await inPieces(look.state(this.#looking));
      if (!this.#ended.signal.aborted) this.#parts.post({ type: 'cni-state', change: this.#teller.change(state) });
    });
  }
}
