import type { CapturePoint, CaptureRequest } from '../../src/contracts/capture.ts';

/** The most that the form takes; the desk has the last word. */
const longest = 600;

/** Where packets would be taken, in words: 'shop/web-1, its veth on the node'. */
export function pointWords(point: CapturePoint): string {
  if (point.kind === 'node') return `${point.device} on node ${point.node}`;
  const side = { within: ', within the pod', veth: ', its veth on the node', auto: '' }[point.side];
  return `pod ${point.namespace}/${point.pod}${side}`;
}

/** The request as the form's values make it, or what is wrong with them as a sentence. */
export function parseCaptureForm(
  proposed: CaptureRequest,
  values: Readonly<Record<string, string>>,
): CaptureRequest | string {
  const points = proposed.points.filter((_, index) => values[`point${index}`] !== 'no');
  if (points.length === 0) return 'nothing is captured: choose at least one place';
  const seconds = whole(values['seconds'], longest);
  if (seconds === undefined) return `seconds must be a whole number from 1 to ${longest}`;
  const packets = whole(values['packets'], 1_000_000);
  if (packets === undefined) return 'packets must be a whole number from 1 to 1000000';
  return {
    ...proposed,
    points,
    filter: (values['filter'] ?? '').trim(),
    depth: values['depth'] === 'whole' ? 'whole' : 'headers',
    bounds: { ...proposed.bounds, duration: seconds * 1000, packets },
  };
}

function whole(text = '', most: number): number | undefined {
  const number = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : undefined;
}
