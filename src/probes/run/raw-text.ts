/** What is kept of a program's output as evidence: its beginning and its end, in bounded memory. */
export interface RawText {
  add(line: string): void;
  /** The kept text; what was left out is named in its place. */
  text(): string;
  readonly truncated: boolean;
}

const headCap = 40_000;
const tailCap = 16_000;
const lineCap = 4_000;

/** Makes an empty text of at most about 60,000 characters. */
export function rawText(): RawText {
  const head: string[] = [];
  let headSize = 0;
  let tail: string[] = [];
  let tailSize = 0;
  let dropped = 0;
  let cut = false;
  return {
    add(line) {
      const text = line.length > lineCap ? `${line.slice(0, lineCap)}…` : line;
      if (text !== line) cut = true;
      if (headSize < headCap && tail.length === 0) {
        head.push(text);
        headSize += text.length + 1;
        return;
      }
      tail.push(text);
      tailSize += text.length + 1;
      if (tailSize <= tailCap * 2) return;
      // Halved at once and not line by line: shifting an array for each line of a flood is slow.
      while (tailSize > tailCap) {
        const half = tail.splice(0, Math.max(1, Math.floor(tail.length / 2)));
        dropped += half.length;
        tailSize = tail.reduce((sum, kept) => sum + kept.length + 1, 0);
      }
    },
    text: () => [...head, ...(dropped > 0 ? [`[${dropped} lines left out]`] : []), ...tail].join('\n'),
    get truncated() {
      return cut || dropped > 0;
    },
  };
}
