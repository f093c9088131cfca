import type { Port } from '../contracts/link.ts';
import { addressFamily } from './address.ts';

/** A text without its port, and the port. */
export interface SplitText {
  readonly rest: string;
  readonly port: Port | undefined;
}

/**
 * Takes ':port' off the end of an endpoint's text. Brackets belong to IPv6 and are taken off too; an IPv6 address
 * without brackets has no port. `wrong` makes the error that is thrown for a port that is none.
 */
export function splitPort(text: string, wrong: () => Error): SplitText {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed !== null) {
    const inside = bracketed[1] ?? '';
    if (addressFamily(inside) !== 6) throw wrong();
    return { rest: inside, port: bracketed[2] === undefined ? undefined : portOf(bracketed[2], wrong) };
  }
  if (addressFamily(text) === 6) return { rest: text, port: undefined };
  const colon = text.lastIndexOf(':');
  if (colon < 0) return { rest: text, port: undefined };
  return { rest: text.slice(0, colon), port: portOf(text.slice(colon + 1), wrong) };
}

/** A port as typed: a number from 1 to 65535, or the name of a declared port (RFC 6335: at most 15 letters, digits, hyphens, one letter). */
export function portOf(text: string, wrong: () => Error): Port {
  if (/^\d+$/.test(text)) {
    const port = Number(text);
    if (port < 1 || port > 65535) throw wrong();
    return port;
  }
  if (!/^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(text)) throw wrong();
  return text;
}
