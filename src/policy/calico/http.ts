import type { Fields } from '../../inventory/prune/fields.ts';
import type { SpecReader } from '../spec-reader.ts';

/** What a rule's `http` asks of requests, as clauses; empty: nothing. */
export function httpProvided(rule: Fields, where: string, reader: SpecReader): readonly string[] {
  const http = reader.mapping(rule, 'http', where);
  if (http === undefined) return [];
  const place = `the http of ${where}`;
  reader.only(http, new Set(['methods', 'paths']), place);
  const methods = reader.texts(http, 'methods', place) ?? [];
  const paths = (reader.mappings(http, 'paths', place) ?? []).map((path) => {
    const exact = reader.text(path, 'exact', place);
    const prefix = reader.text(path, 'prefix', place);
    if ((exact === undefined) === (prefix === undefined))
      reader.say(`A path of ${where} is neither exact nor a prefix.`);
    return exact ?? `${prefix ?? ''}…`;
  });
  const asked = [methods.join(' or '), paths.join(' or ')].filter((words) => words !== '').join(' ');
  return [`the request is HTTP${asked === '' ? '' : ` ${asked}`}`];
}
