import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CaptureDesk, CapturePart, CaptureRequest, CaptureSession, CaptureState } from '../contracts/capture.ts';
import type { PlumblineError } from '../contracts/errors.ts';
import { createStore, type WritableStore } from '../store/create-store.ts';
import type { RemoteCalls } from './remote-calls.ts';
import type { WorkerLine } from './worker-line.ts';

/** How often a part that still grows is asked for more. */
const readEvery = 100;

/** The UI thread's end of captures: they run, are decoded and kept where the cluster is. */
export class RemoteCaptures implements CaptureDesk {
  readonly #line: WorkerLine;
  readonly #calls: RemoteCalls;
  readonly #states = new Map<number, WritableStore<CaptureState>>();
  /** Told before who started the capture has its store. */
  readonly #early = new Map<number, CaptureState>();

  constructor(line: WorkerLine, calls: RemoteCalls) {
    this.#line = line;
    this.#calls = calls;
  }

  propose(link: NonNullable<CaptureRequest['link']>): Promise<CaptureRequest> {
    return this.#calls.call('capturePropose', { link });
  }

  async start(request: CaptureRequest): Promise<CaptureSession> {
    const capture = this.#line.nextId();
    const first = await this.#calls.call('captureStart', { capture, request });
    const state = createStore(this.#early.get(capture) ?? first);
    this.#early.delete(capture);
    this.#states.set(capture, state);
    const calls = this.#calls;
    return {
      state,
      stop: async () => void (await calls.call('captureStop', { capture })),
      save: async (part, file) => void (await calls.call('captureSave', { capture, part, file: resolve(file) })),
      bytes: (part) => readPart(calls, capture, part),
      close: async () => {
        this.#states.delete(capture);
        await calls.call('captureClose', { capture });
      },
    };
  }

  take(capture: number, told: CaptureState): void {
    const state = this.#states.get(capture);
    if (state === undefined) this.#early.set(capture, told);
    else state.set(told);
  }

  /** The worker is gone, and with it what ran: the packets that were shown stay. */
  giveUp(error: PlumblineError): void {
    for (const state of this.#states.values()) {
      const last = state.getSnapshot();
      if (last.state === 'ended') continue;
      const sides = last.sides.map((side) =>
        side.state === 'ended' || side.state === 'failed'
          ? side
          : { ...side, state: 'failed' as const, note: error.message },
      );
      state.set({ ...last, state: 'ended', sides });
    }
    this.#early.clear();
  }
}

async function* readPart(calls: RemoteCalls, capture: number, part: CapturePart): AsyncGenerator<Uint8Array, void> {
  let offset = 0;
  for (;;) {
    const { bytes, ended } = await calls.call('captureRead', { capture, part, offset });
    if (bytes.length > 0) {
      offset += bytes.length;
      yield bytes;
    } else if (ended) return;
    else await wait(readEvery);
  }
}
