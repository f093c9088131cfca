import type { LinkSnapshot } from '../../src/contracts/probe.ts';
import type { Place } from '../../src/contracts/runner.ts';
import { placeBeside, placesSuffix } from '../../src/reach/ladder/rungs.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/**
 * ', from container web' after a sentence; '' before anything ran, and where it is `common` to all and said already. A
 * caveat goes with it: what a probe pod measures is not the pod's own.
 */
export function placeAfter(place: Place | undefined, common?: Place): string {
  const beside = placeBeside(place);
  if (beside === undefined || place?.text === common?.text) return '';
  return `, ${beside}${place?.caveat === undefined ? '' : ` (${place.caveat})`}`;
}

/** The one place where everything that was measured over the link ran; undefined where nothing did, or at several. */
export function commonPlace({ connect, dns, pathMtu, latency }: LinkSnapshot): Place | undefined {
  const places = [connect, dns, pathMtu, latency].flatMap((state) =>
    state.state === 'idle' || state.last?.place === undefined ? [] : state.last.place,
  );
  const [first] = places;
  return places.every(({ text }) => text === first?.text) ? first : undefined;
}

/** The place said once, where all results share it. */
export function commonPlaceLines(snapshot: LinkSnapshot, width: number): readonly StyledLine[] {
  const place = commonPlace(snapshot);
  if (place?.brief === undefined) return [];
  const caveat = place.caveat === undefined ? '' : `: ${place.caveat}`;
  const tone = place.caveat === undefined ? 'quiet' : 'warning';
  return wrap(`runs in ${place.brief}${caveat}`, width - 8).map((text) => line(`     ${text}`, tone));
}

/** Lines of their own for a place that is not one of the pod's containers. */
export function placeLines(place: Place | undefined, width: number): readonly StyledLine[] {
  if (place === undefined || place.kind === 'container') return [];
  const tone = place.caveat === undefined ? 'quiet' : 'warning';
  return wrap(placeAfter(place).slice(2), width - 2).map((text) => line(` ${text}`, tone));
}

/** The same for a test with two ends. */
export function bothPlacesLines(
  places: { readonly source: Place; readonly destination: Place } | undefined,
  width: number,
): readonly StyledLine[] {
  const words = placesSuffix(places).slice(2, -1);
  if (words === '') return [];
  const caveat = places?.source.caveat ?? places?.destination.caveat;
  return wrap(words, width - 2).map((text) => line(` ${text}`, caveat === undefined ? 'quiet' : 'warning'));
}

/** 'container web' for a pane's title, where a place needs no line of its own; [] elsewhere. */
export function placeInTitle(place: Place | undefined): readonly string[] {
  return place?.kind === 'container' && place.brief !== undefined ? [`from ${place.brief}`] : [];
}
