import type { Link } from '../../src/contracts/link.ts';
import { describeLink } from '../../src/link/describe.ts';
import { chooseEnds } from './choose.ts';
import { keyOf } from './keys.ts';
import { change, notify, type ScreenModel } from './model.ts';

/** Pins the link under test, so that another can be compared with it; without one the pinned link comes back. */
export function pinLink(model: ScreenModel): void {
  const { links } = model.session;
  const { link } = links.first.getSnapshot();
  if (link !== undefined) {
    links.pin();
    // The source is kept: most often it is another destination that is compared.
    change(model, { ends: { source: link.source, destination: undefined, protocol: 'TCP', port: undefined } });
    const keys = `${keyOf(model, 'mark-destination')} marks another destination, ${keyOf(model, 'recent-links')} takes a recent link`;
    return notify(model, `pinned, and measured on; now ${keys}`, 'good');
  }
  const pinned = links.second.getSnapshot().link;
  if (pinned === undefined) return notify(model, 'there is no link to pin yet', 'warning');
  links.exchange();
  showEnds(model, pinned);
  notify(model, `${describeLink(pinned)} is the link under test again`, 'good');
}

/** The link under test and the pinned one change places. */
export function exchangeLinks(model: ScreenModel): void {
  const { links } = model.session;
  const { link } = links.second.getSnapshot();
  if (link === undefined) {
    return notify(
      model,
      `no second link yet: ${keyOf(model, 'pin-link')} pins this one, ${keyOf(model, 'second-link')} chooses one`,
    );
  }
  links.exchange();
  showEnds(model, link);
  notify(model, `now under test: ${describeLink(link)}`, 'good');
}

/** Makes a link the second one, pinging it where the first is pinged; undefined lets it go. */
export function chooseSecond(model: ScreenModel, link: Link | undefined): void {
  const { first, second } = model.session.links;
  if (link !== undefined && link.id === first.getSnapshot().link?.id)
    return notify(model, 'that is the link under test: choose another one to compare', 'warning');
  second.choose(link);
  if (link === undefined) return notify(model, 'the second link is let go');
  const interval = model.session.config.latency.intervalSeconds * 1000;
  if (first.running().includes('latency')) second.startLatency({ interval });
  notify(model, `second link ${describeLink(link)}: o in the charts`, 'good');
}

/** The ends that the screen shows are those of the link under test. */
function showEnds(model: ScreenModel, link: Link): void {
  const { source, destination, protocol, port } = link;
  chooseEnds(model, { source, destination, protocol, port });
}
