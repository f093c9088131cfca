import type { HostKeyDesk, OfferedHostKey } from '../contracts/node.ts';
import { createStore } from '../store/create-store.ts';
import type { WorkerLine } from './worker-line.ts';

/** The UI thread's end of host keys that wait for the operator. */
export class RemoteHostKeys implements HostKeyDesk {
  readonly offered = createStore<readonly OfferedHostKey[]>([]);
  readonly #line: WorkerLine;
  readonly #trusted = new Set<string>();

  constructor(line: WorkerLine) {
    this.#line = line;
  }

  trust({ fingerprint }: OfferedHostKey): void {
    this.#trusted.add(fingerprint);
    this.offered.update((keys) => keys.filter((key) => key.fingerprint !== fingerprint));
    this.#line.post({ type: 'trust-key', fingerprint });
  }

  take(key: OfferedHostKey): void {
    const isKnown = ({ host, fingerprint }: OfferedHostKey) => host === key.host && fingerprint === key.fingerprint;
    // On its way while the operator was trusting it.
    if (this.#trusted.has(key.fingerprint)) return;
    this.offered.update((keys) => (keys.some(isKnown) ? keys : [...keys, key]));
  }

  /** Another context is opened. */
  forget(): void {
    this.offered.set([]);
    this.#trusted.clear();
  }

  /** Another worker took over: it is told what the operator trusted. */
  askAgain(): void {
    for (const fingerprint of this.#trusted) this.#line.post({ type: 'trust-key', fingerprint });
  }
}
