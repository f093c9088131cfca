import { connectionText, isEmptySet } from './connection-set.ts';
import type { ListedConnection } from './list.ts';

/** One line of a list as data: what is certain to be allowed. */
export interface ConnectionRow {
  readonly src: string;
  readonly dst: string;
  /** 'All Connections', 'TCP 80,443,UDP 53'. */
  readonly conn: string;
}

/** The pairs that may surely communicate, in their order; pairs with nothing allowed are absent. */
export function connectionRows(list: readonly ListedConnection[]): readonly ConnectionRow[] {
  return list
    .filter(({ allowed }) => !isEmptySet(allowed))
    .map(({ source, destination, allowed }) => ({ src: source, dst: destination, conn: connectionText(allowed) }));
}

/** 'shop/web[Deployment] => shop/api[Deployment] : TCP 8080', a line each. */
export function connectionLines(rows: readonly ConnectionRow[]): string {
  return rows.map(({ src, dst, conn }) => `${src} => ${dst} : ${conn}\n`).join('');
}

/** Comma-separated values with a head line; fields with a comma are quoted (RFC 4180). */
export function connectionCsv(rows: readonly ConnectionRow[]): string {
  return csv(
    ['src', 'dst', 'conn'],
    rows.map(({ src, dst, conn }) => [src, dst, conn]),
  );
}

export function csv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('');
}

function field(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
