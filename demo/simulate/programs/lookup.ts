import { resolveHost } from '../network/resolve.ts';
import type { Start } from './program.ts';

export type Lookup =
  | { readonly found: true; readonly address: string; readonly canonicalName: string }
  /** getaddrinfo's words for why not. */
  | { readonly found: false; readonly reason: 'Temporary failure in name resolution' | 'Name or service not known' };

/** The first address of a host, as programs that connect use it. */
export async function lookup(start: Start, host: string): Promise<Lookup> {
  const resolution = await resolveHost(start.machine, start.process, host);
  const address = resolution.kind === 'addresses' ? resolution.addresses[0] : undefined;
  if (resolution.kind === 'addresses' && address !== undefined) {
    return { found: true, address, canonicalName: resolution.canonicalName };
  }
  return {
    found: false,
    reason: resolution.kind === 'failed' ? 'Temporary failure in name resolution' : 'Name or service not known',
  };
}
