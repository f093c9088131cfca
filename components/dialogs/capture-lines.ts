import type { CaptureSide, CaptureState, ShownPacket } from '../../src/contracts/capture.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { countWords } from '../../src/text/words.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** A capturing place as packets name it: A, B, C… */
export function sideLetter(index: number): string {
  return String.fromCharCode(65 + index);
}

const tones: Readonly<Record<CaptureSide['state'], Tone>> = {
  starting: 'quiet',
  running: 'good',
  ended: 'normal',
  failed: 'bad',
};

/** How each place does, and what the packets mean so far. */
export function captureHead(state: CaptureState, width: number): readonly StyledLine[] {
  const sides = state.sides.flatMap((side, index): readonly StyledLine[] => [
    [
      { text: ` ${sideLetter(index)} `, tone: 'key' },
      { text: `${side.state.toUpperCase()} `, tone: tones[side.state] },
      { text: `${countWords(side.packets, 'packet')}${droppedWords(side)}  ` },
      { text: side.where, tone: 'quiet' },
    ],
    ...(side.note === undefined ? [] : paragraph(side.note, width, side.state === 'failed' ? 'bad' : 'quiet', '   ')),
  ]);
  return [
    ...sides,
    ...paragraph(state.sentence, width, 'strong', ' '),
    ...(state.lastSeen === undefined ? [] : paragraph(`Last seen: ${state.lastSeen}`, width, 'strong', ' ')),
    [],
  ];
}

function droppedWords({ dropped }: CaptureSide): string {
  return dropped === undefined || dropped === 0 ? '' : `, ${dropped} DROPPED by the capture`;
}

function paragraph(text: string, width: number, tone: Tone, indent: string): readonly StyledLine[] {
  return wrap(safeLine(text), width - 1 - indent.length).map((part) => line(indent + part, tone));
}

/** One packet: when, where, from whom to whom, what; a mark says why it is worth a look. */
export function packetLine(packet: ShownPacket, width: number): StyledLine {
  const { at, point, from, to, protocol, text, tunnel, mark } = packet;
  const time = width >= 100 ? preciseTime(at) : preciseTime(at).slice(3, 12);
  return [
    { text: `${mark === undefined ? ' ' : '!'}${time} `, tone: 'quiet' },
    { text: `${sideLetter(point)} `, tone: 'key' },
    { text: tunnel === undefined ? '' : `[${tunnel}] `, tone: 'quiet' },
    ...(mark === undefined ? [] : [{ text: `${mark.toUpperCase()} `, tone: 'warning' as const }]),
    { text: `${from} → ${to} ${protocol} ` },
    { text },
  ];
}

/** '11:59:40.123456', by this machine's zone. */
function preciseTime(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const micro = Math.floor((at * 1000) % 1_000_000);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(micro).padStart(6, '0')}`;
}
