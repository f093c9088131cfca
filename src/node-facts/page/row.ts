import type { CniHealth } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';

/** One line of the page about a node: what it is about, and what is known of it. */
export interface PageRow {
  /** 'settings', 'uplink eth0' */
  readonly about: string;
  /** undefined for what is neither well nor sick: it only is so. */
  readonly health: CniHealth | undefined;
  readonly text: string;
}

/** The rows of a fact; one that says why where it is not known. */
export function rowsOf<Value>(
  about: string,
  fact: Fact<Value>,
  rows: (value: Value) => readonly PageRow[],
): readonly PageRow[] {
  return fact.known ? rows(fact.value) : [{ about, health: 'unknown', text: fact.why }];
}
