import { useRef } from 'react';
import { useScreenState } from './use-store.ts';

/** The value, or while the charts are frozen the value of the moment they were. */
export function useFrozen<T>(value: T): T {
  const { frozen } = useScreenState();
  const kept = useRef(value);
  if (!frozen) kept.current = value;
  return kept.current;
}
