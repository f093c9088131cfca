import { asList, asRecord, asText } from '../../world/fields.ts';
import { ageColumn } from './age.ts';
import { type Column, column, nameColumn, wideColumn } from './column.ts';

export const roleColumns: readonly Column[] = [
  nameColumn,
  column('Created At', ({ metadata }) => metadata.creationTimestamp ?? ''),
];

export const bindingColumns: readonly Column[] = [
  nameColumn,
  column('Role', (object) => {
    const { kind, name } = asRecord(object['roleRef']);
    return `${asText(kind) ?? ''}/${asText(name) ?? ''}`;
  }),
  ageColumn,
  ...(['User', 'Group', 'ServiceAccount'] as const).map((kind) =>
    wideColumn(`${kind}s`, (object) =>
      asList(object['subjects'])
        .map(asRecord)
        .filter((subject) => subject['kind'] === kind)
        .map(({ name }) => asText(name) ?? '')
        .join(', '),
    ),
  ),
];
