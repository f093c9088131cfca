import type { Endpoint, Protocol } from './endpoint.ts';

/** The canonical text of a link; equal links have equal ids. Made by `linkId`. */
export type LinkId = string & { readonly __brand: 'LinkId' };

/** A port number, or the name of a port that the destination declares. */
export type Port = number | string;

/** Ordered pair source to destination, with protocol and port: the unit an operator works on. */
export interface Link {
  readonly id: LinkId;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly protocol: Protocol;
  readonly port?: Port;
}
