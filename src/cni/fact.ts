import type { Fact, RawOutputId } from '../contracts/node-facts.ts';

/** The fact with its value read anew; a value that cannot be read (undefined) is not known, for the reason given. */
export function readFact<Value, Read>(
  fact: Fact<Value>,
  read: (value: Value) => Read | undefined,
  unreadable = 'The answer is not understood.',
): Fact<Read> {
  if (!fact.known) return fact;
  const value = read(fact.value);
  return value === undefined ? { known: false, why: unreadable, from: fact.from } : { ...fact, value };
}

/** The value where it is known. */
export function valueOf<Value>(fact: Fact<Value> | undefined): Value | undefined {
  return fact?.known === true ? fact.value : undefined;
}

/** The outputs that facts rest on, also those that say why something is not known. */
export function sourcesOf(...facts: readonly (Fact<unknown> | undefined)[]): readonly RawOutputId[] {
  return [...new Set(facts.flatMap((fact) => fact?.from ?? []))];
}
