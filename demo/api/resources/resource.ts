import type { KubernetesObject } from '../../world/types.ts';
import type { Column } from '../table/column.ts';

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** One kind of object that the API serves. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly Verb[];
  readonly columns: readonly Column[];
  /** Field selectors beside metadata.name and metadata.namespace: label → the object's value. */
  readonly fieldLabels: Readonly<Record<string, (object: KubernetesObject) => string>>;
  readonly subresources: readonly Subresource[];
}

export interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly Verb[];
  /** Group and version of `kind`, where they are not the resource's own. */
  readonly of?: { readonly group: string; readonly version: string };
}

/** 'v1' or 'apps/v1'. */
export const apiVersionOf = ({ group, version }: Pick<Resource, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`;
