import type { Endpoint } from '../../src/contracts/endpoint.ts';
import type { Link } from '../../src/contracts/link.ts';
import { describeEndpoint } from '../../src/link/describe.ts';
import { makeLink } from '../../src/link/link-id.ts';
import type { LinkEnd } from './dialog.ts';
import { notify, type ScreenModel } from './model.ts';
import type { ChosenEnds } from './state.ts';

/**
 * Makes an endpoint one end of the link. A port belongs to its destination: another destination starts without one,
 * and gets the first that it declares.
 */
export function chooseEnd(model: ScreenModel, end: LinkEnd, endpoint: Endpoint): void {
  const { ends } = model.state.getSnapshot();
  if (end === 'source') {
    chooseEnds(model, { ...ends, source: endpoint });
  } else {
    chooseEnds(model, { ...ends, destination: endpoint, protocol: 'TCP', port: undefined });
    void proposePort(model, endpoint);
  }
  const other = end === 'source' ? model.state.getSnapshot().ends.destination : ends.source;
  const missing = other === undefined ? `; now mark the ${end === 'source' ? 'destination' : 'source'}` : '';
  notify(model, `${end} ${describeEndpoint(endpoint)}${missing}`, 'good');
}

/** Sets the ends, and the link under test when both are known. */
export function chooseEnds(model: ScreenModel, ends: ChosenEnds): void {
  model.state.update((state) => ({ ...state, ends }));
  const { source, destination, protocol, port } = ends;
  const link = source && destination ? makeLink(source, destination, protocol, port) : undefined;
  model.session.bench.choose(link);
  if (link !== undefined) model.session.recentLinks.add(link);
}

/** Takes up a whole link, as the recent ones are. */
export function chooseLink(model: ScreenModel, link: Link): void {
  const { source, destination, protocol, port } = link;
  chooseEnds(model, { source, destination, protocol, port });
}

/** Source becomes destination and the other way round. */
export function swapEnds(model: ScreenModel): void {
  const { ends } = model.state.getSnapshot();
  if (ends.source === undefined && ends.destination === undefined) return notify(model, 'no ends to swap yet');
  chooseEnds(model, { source: ends.destination, destination: ends.source, protocol: 'TCP', port: undefined });
  if (ends.source !== undefined) void proposePort(model, ends.source);
  notify(model, 'swapped source and destination', 'good');
}

/** Looks the destination's ports up and takes the first TCP one, unless the operator chose something else meanwhile. */
async function proposePort(model: ScreenModel, destination: Endpoint): Promise<void> {
  try {
    const resolved = await model.session.cluster.resolve(destination);
    const port = resolved.ports.find((candidate) => candidate.protocol === 'TCP') ?? resolved.ports[0];
    const { ends } = model.state.getSnapshot();
    if (port === undefined || ends.destination !== destination || ends.port !== undefined) return;
    if (port.protocol === 'SCTP') return;
    chooseEnds(model, { ...ends, protocol: port.protocol, port: port.port });
  } catch {
    // The bench says itself what is wrong with the destination; a proposal is only a proposal.
  }
}
