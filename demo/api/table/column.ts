import type { KubernetesObject } from '../../world/types.ts';

/** A column of a server-side table. Priority 1 columns are shown by `-o wide` only. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer';
  readonly priority: 0 | 1;
  readonly cell: (object: KubernetesObject, now: number) => string | number;
}

export const column = (name: string, cell: Column['cell'], type: Column['type'] = 'string'): Column => ({
  name,
  type,
  priority: 0,
  cell,
});

export const wideColumn = (name: string, cell: Column['cell']): Column => ({ name, type: 'string', priority: 1, cell });

export const nameColumn: Column = column('Name', ({ metadata }) => metadata.name);
