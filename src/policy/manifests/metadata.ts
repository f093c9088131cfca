import { type Fields, fieldsOf, isFields, textOf } from '../../inventory/prune/fields.ts';
import type { Interner } from '../../inventory/prune/intern.ts';
import type { Labels } from '../../inventory/records.ts';

/** The labels of an object; what is no mapping of texts is none. */
export function labelsOf(object: Fields, interner: Interner): Labels {
  const labels = fieldsOf(object, 'metadata')['labels'];
  return interner.labels(isFields(labels) ? labels : {});
}

/** Manifests have no uid, and records need one; what stands for it is only unique by kind, and nothing here looks it up. */
export function withUid(object: Fields): Fields {
  const metadata = fieldsOf(object, 'metadata');
  if (textOf(metadata, 'uid') !== '') return object;
  return { ...object, metadata: { ...metadata, uid: 'of a manifest' } };
}
