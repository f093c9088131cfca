/** Where a paged list goes on. Revision -1 stands for "the latest, even if inconsistent with earlier pages". */
export interface ContinueToken {
  readonly revision: number;
  /** Key of the last object of the page before. */
  readonly after: string;
}

/** An opaque token; its inside looks like the API server's own: version, revision, start key. */
export function makeContinue({ revision, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after })).toString('base64url');
}

export function parseContinue(text: string): ContinueToken | 'invalid' {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (typeof value !== 'object' || value === null || !('rv' in value) || !('start' in value)) return 'invalid';
    const { rv, start } = value;
    return typeof rv === 'number' && typeof start === 'string' ? { revision: rv, after: start } : 'invalid';
  } catch {
    return 'invalid';
  }
}
