/** Three-valued: unknown is neither met nor unmet. */
export type Truth = 'yes' | 'no' | 'unknown';

export function both(first: Truth, second: Truth): Truth {
  if (first === 'no' || second === 'no') return 'no';
  return first === 'yes' && second === 'yes' ? 'yes' : 'unknown';
}

export function negated(truth: Truth): Truth {
  return truth === 'yes' ? 'no' : truth === 'no' ? 'yes' : 'unknown';
}

export function truthOf(holds: boolean): Truth {
  return holds ? 'yes' : 'no';
}
