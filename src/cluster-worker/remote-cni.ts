import type { CniDesk, CniNodeDetail, CniState } from '../contracts/cni.ts';
import { createStore } from '../store/create-store.ts';
import { type CniChange, changedCni } from './told-cni.ts';
import type { RemoteCalls } from './remote-calls.ts';
import type { WorkerLine } from './worker-line.ts';

/** The UI thread's end of the look at the CNI: it is looked at, and judged, in the worker. */
export class RemoteCni implements CniDesk {
  readonly state = createStore<CniState | undefined>(undefined);
  readonly #line: WorkerLine;
  readonly #calls: RemoteCalls;
  #watchers = 0;

  constructor(line: WorkerLine, calls: RemoteCalls) {
    this.#line = line;
    this.#calls = calls;
  }

  watch(): () => void {
    this.#count(1);
    let watching = true;
    return () => {
      if (watching) this.#count(-1);
      watching = false;
    };
  }

  async refresh(): Promise<void> {
    await this.#calls.call('cniRefresh', null);
  }

  async detail(node: string): Promise<CniNodeDetail | undefined> {
    return (await this.#calls.call('cniDetail', { node })) ?? undefined;
  }

  take(change: CniChange): void {
    this.state.update((before) => changedCni(before, change));
  }

  /** Another context is opened: what was found is of the one before. */
  forget(): void {
    this.state.set(undefined);
  }

  /** Another worker took over, or another context. */
  askAgain(): void {
    if (this.#watchers > 0) this.#line.post({ type: 'cni-watch', on: true });
  }

  #count(by: number): void {
    const before = this.#watchers;
    this.#watchers += by;
    if (before > 0 !== this.#watchers > 0) this.#line.post({ type: 'cni-watch', on: this.#watchers > 0 });
  }
}
