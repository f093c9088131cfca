import type { Labels } from '../../inventory/records.ts';
import type { Condition } from '../model/condition.ts';
import type { PeerReading } from './compile-peer.ts';

/**
 * Namespaces with the same values of some labels as the subject's, or with another value of at least one of them: one reading
 * for each set of values that namespaces have. Namespaces that lack a label are never meant; no labels mean no namespaces.
 */
export function relativeNamespaces(
  keys: readonly string[],
  same: boolean,
  namespaces: ReadonlyMap<string, Labels>,
): readonly PeerReading[] {
  const tuples = new Map<string, readonly string[]>();
  for (const labels of namespaces.values()) {
    const values = keys.flatMap((key) => labels[key] ?? []);
    if (keys.length > 0 && values.length === keys.length) tuples.set(JSON.stringify(values), values);
  }
  // A rule that nobody can match, for it is not a peer without fields.
  if (tuples.size === 0) return [{ peer: { is: 'some', of: [] } }];
  return [...tuples.values()].map((values) => {
    const own: Condition = {
      is: 'every',
      of: keys.map((key, index) => namespaceLabel(key, 'in', [values[index] ?? ''])),
    };
    if (same) return { subject: own, peer: own };
    const labelled = keys.map((key) => namespaceLabel(key, 'exists', []));
    return { subject: own, peer: { is: 'every', of: [...labelled, { is: 'not', of: own }] } };
  });
}

function namespaceLabel(key: string, test: 'in' | 'exists', values: readonly string[]): Condition {
  return { is: 'label', owner: 'namespace', key, test, values };
}
