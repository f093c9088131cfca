import type { Resource } from '../resources/resource.ts';
import { badRequest, invalid } from '../wire/status.ts';

/** How a write is done. */
export interface WriteOptions {
  /** Answers what would be, and writes nothing. */
  readonly dryRun: boolean;
  /** Whom managedFields name for what changes; nobody when undefined. */
  readonly manager?: string | undefined;
}

/** Whether the request only asks what would happen. Throws 400 for a dryRun value that the API does not know. */
export function isDryRun(query: URLSearchParams): boolean {
  const values = query.getAll('dryRun').filter((value) => value !== '');
  const unknown = values.find((value) => value !== 'All');
  if (unknown !== undefined) throw badRequest(`dryRun: Unsupported value: "${unknown}": supported values: "All"`);
  return values.length > 0;
}

const longest = 128;

/** Who writes: as the request says, else the program that its User-Agent names. */
function managerName(query: URLSearchParams, userAgent: string | undefined): string {
  const name = query.get('fieldManager') || (userAgent ?? 'unknown').split('/')[0] || 'unknown';
  return name.slice(0, longest);
}

/** Throws 422 for an apply that does not say who applies. */
export function checkApplier(resource: Resource, query: URLSearchParams): void {
  if (query.get('fieldManager')) return;
  throw invalid({ ...resource, group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
    { reason: 'FieldValueRequired', field: 'fieldManager', message: 'Required value: is required for apply patch' },
  ]);
}

/** Dry run and writer of a request. Throws 400 for a dryRun value that the API does not know. */
export const writeOptions = (query: URLSearchParams, userAgent: string | undefined): WriteOptions => ({
  dryRun: isDryRun(query),
  manager: managerName(query, userAgent),
});
