import type { Store } from '../contracts/store.ts';
import type { Duration } from '../contracts/time.ts';

/** The first value that `accepts` takes, the present one included; after `patience` the value as it is then. */
export function waitUntil<T>(store: Store<T>, accepts: (value: T) => boolean, patience: Duration): Promise<T> {
  return new Promise((resolve) => {
    let end: () => void = () => undefined;
    const finish = (): void => {
      clearTimeout(timer);
      end();
      resolve(store.getSnapshot());
    };
    const timer = setTimeout(finish, patience);
    if (accepts(store.getSnapshot())) {
      finish();
      return;
    }
    end = store.subscribe(() => {
      if (accepts(store.getSnapshot())) finish();
    });
  });
}
