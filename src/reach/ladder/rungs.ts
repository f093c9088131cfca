import type { Place, RungName } from '../../contracts/runner.ts';

/** The rung in words, for a list of what was tried. */
export const rungWords: Readonly<Record<RungName, string>> = {
  container: 'the chosen container',
  'other-container': 'another container of the pod',
  'existing-debug-container': 'a debug container that is there already',
  'debug-container': 'a new debug container',
  node: 'the node, inside the pod’s network',
  'probe-pod': 'a probe pod on the same node',
};

/** 'from debug container plumbline-x7f2k', beside a result; undefined for a place that needs no word. */
export function placeBeside(place: Place | undefined): string | undefined {
  return place?.brief === undefined ? undefined : `from ${place.brief}`;
}

/** The suffix of a recorded sentence: '', or ' · from probe pod x: its labels and policies are not the pod’s'. Only for rungs above the pod's own containers. */
export function placeSuffix(place: Place | undefined): string {
  if (place === undefined || place.kind === 'container') return '';
  const beside = placeBeside(place);
  if (beside === undefined) return '';
  return ` (${beside}${place.caveat === undefined ? '' : `: ${place.caveat}`})`;
}

/** The same for a test with two ends. */
export function placesSuffix(places: { readonly source: Place; readonly destination: Place } | undefined): string {
  if (places === undefined) return '';
  const parts = [
    { word: 'client in', place: places.source },
    { word: 'server in', place: places.destination },
  ].flatMap(({ word, place }) =>
    place.kind === 'container'
      ? []
      : [`${word} ${place.brief ?? place.text}${place.caveat === undefined ? '' : `: ${place.caveat}`}`],
  );
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}
