import type { CaptureBounds, CaptureRequest } from '../../contracts/capture.ts';
import { PlumblineError } from '../../contracts/errors.ts';

/** More than this is no look at a link any more, but a recording. */
export const mostBounds: CaptureBounds = { duration: 600_000, packets: 200_000, bytes: 200_000_000 };
/** What is proposed. */
export const usualBounds: CaptureBounds = { duration: 60_000, packets: 10_000, bytes: 20_000_000 };
const mostPoints = 8;

/** Throws a usage error for a request that makes no sense. */
export function checkRequest({ points, filter, bounds }: CaptureRequest): void {
  if (points.length === 0)
    throw refused('Nowhere to capture was named.', 'Name a link, a pod, or a node with a device.');
  if (points.length > mostPoints)
    throw refused(`A capture has at most ${mostPoints} places, and ${points.length} were named.`, 'Leave some out.');
  if (/[\0\n\r]/.test(filter)) throw refused('A filter is one line.', 'Take the line break out.');
  for (const point of points)
    if (point.kind === 'node' && !/^[A-Za-z0-9_][\w.@-]{0,31}$/.test(point.device))
      throw refused(`"${point.device}" is no name of a network device.`, 'Name one as `ip link` shows it: eth0.');
  const within = (name: keyof CaptureBounds, unit: string, scale: number) => {
    if (Number.isFinite(bounds[name]) && bounds[name] >= 1 && bounds[name] <= mostBounds[name]) return;
    throw refused(
      `A capture lasts for at most ${mostBounds[name] / scale} ${unit}, and ${bounds[name] / scale} were asked for.`,
      'Ask for less; it can be started again.',
    );
  };
  within('duration', 's', 1000);
  within('packets', 'packets', 1);
  within('bytes', 'bytes', 1);
}

function refused(sentence: string, nextStep: string): PlumblineError {
  return new PlumblineError(sentence, { kind: 'usage', operation: 'capture', nextStep });
}
