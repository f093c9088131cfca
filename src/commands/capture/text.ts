import type { CaptureState, ShownPacket } from '../../contracts/capture.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { countWords } from '../../text/words.ts';

/** One packet as a line: its place by number, the time by that machine's clock. */
export function packetLine({ at, point, from, to, protocol, text, tunnel, mark }: ShownPacket): string {
  const time = new Date(at).toISOString().slice(11, 23);
  const ends = from === '' ? '' : `${from} > ${to}  `;
  const inside = tunnel === undefined ? '' : `  (${tunnel})`;
  const marked = mark === undefined ? '' : `  ! ${mark}`;
  return safeLine(`${time}  ${point + 1}  ${ends}${protocol} ${text}${inside}${marked}`);
}

/** What the numbers before packets mean. */
export function placesText({ sides }: CaptureState): string {
  return sides.map(({ where }, index) => `${safeLine(`${index + 1}  ${where}`)}\n`).join('');
}

/** How it ended on each side, and what it means. */
export function endText(state: CaptureState): string {
  const sides = state.sides.map(({ where, packets, dropped, note }, index) => {
    const lost = dropped === undefined || dropped === 0 ? '' : `, ${dropped} dropped by the kernel`;
    return safeLine(
      `${index + 1}  ${where}: ${countWords(packets, 'packet')}${lost}${note === undefined ? '' : `. ${note}`}`,
    );
  });
  return ['', ...sides, '', safeLine(state.sentence), ''].join('\n');
}
