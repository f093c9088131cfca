/**
 * Where the last, still incomplete escape sequence of the input begins; the input's length when there is none. Over a
 * slow link `ESC [ A` arrives in pieces, and a lone ESC must not be taken for the Esc key while its rest is on the way.
 */
export function incompleteFrom(input: string): number {
  const reply = unfinishedReply.exec(input);
  if (reply !== null) return reply.index;
  const start = input.lastIndexOf('\u001b');
  if (start === -1) return input.length;
  const tail = input.slice(start);
  // ESC alone; ESC [ with parameters and no final byte; ESC O and nothing yet.
  const incomplete = /^\u001b(?:\[[0-?]*[ -/]*|O[0-9;]*)?$/.test(tail);
  if (!incomplete) return input.length;
  // ESC ESC [ … is Alt with a sequence: both belong together.
  return start > 0 && input[start - 1] === '\u001b' ? start - 1 : start;
}

/** OSC, DCS and APC strings: terminals answer questions with them (colours, their version, the clipboard). */
const replies = /\u001b[\]P_][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;
const unfinishedReply = /\u001b[\]P_][^\u0007\u001b]+\u001b?$|\u001b[\]P_]$/;

/**
 * Takes out a terminal's answers to questions that plumbline does not ask, but a program before it may have, and over a
 * slow link the answer comes to whoever reads next; Ink would take it for typed keys.
 */
export function withoutReplies(input: string): string {
  return input.includes('\u001b') ? input.replace(replies, '') : input;
}

/** Whether this is the beginning of a terminal's answer, and not Alt with a key. */
export function isReplyBegun(input: string): boolean {
  return /^\u001b[\]P_]./s.test(input);
}

/** `ESC [ 0 n`, the answer to the one question that plumbline asks: 'I am well' (DSR). No key sends it. */
const answer = /\u001b\[0n/g;

/** Takes those answers out and counts them. */
export function withoutAnswers(input: string): { readonly input: string; readonly answers: number } {
  const answers = input.includes('\u001b[0n') ? (input.match(answer)?.length ?? 0) : 0;
  return answers === 0 ? { input, answers } : { input: input.replace(answer, ''), answers };
}

/** Whether this can only become an answer: no key begins so. */
export function isAnswerBegun(input: string): boolean {
  return input === '\u001b[0';
}

/** Milliseconds that the rest of such an answer may take. */
export const answerPatience = 2000;

/** Milliseconds that the rest of an escape sequence may take. Longer than jitter, shorter than a person notices. */
export const escapePatience = 100;

/**
 * Milliseconds for which keys after a separate Esc are kept: Ink itself waits 20 ms for the rest of a sequence, and would
 * take Esc and the next key for Alt with that key.
 */
export const escapeGap = 40;
