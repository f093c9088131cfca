import type { Endpoint } from '../../src/contracts/endpoint.ts';
import { endpointText } from '../../src/link/describe.ts';
import type { LinkEnd } from './dialog.ts';
import type { ChosenEnds } from './state.ts';

/** Which end of the link an endpoint is, if any. */
export function endOf(endpoint: Endpoint, ends: ChosenEnds): LinkEnd | undefined {
  const text = endpointText(endpoint);
  if (ends.source !== undefined && endpointText(ends.source) === text) return 'source';
  if (ends.destination !== undefined && endpointText(ends.destination) === text) return 'destination';
  return undefined;
}
