import { describe, expect, it } from 'vitest';
import type { TerminalNeed, TerminalOutcome } from '../../../src/contracts/terminal.ts';
import { createTerminalDesk } from '../../../src/terminal/terminal-desk.ts';

const need = (prompt: string): TerminalNeed => ({ kind: 'secret', words: 'A key.', prompt, deadline: 1000 });
const prompts = (desk: ReturnType<typeof createTerminalDesk>): string | undefined => {
  const loan = desk.next.getSnapshot();
  return loan?.need.kind === 'secret' ? loan.need.prompt : undefined;
};

describe('the desk of the terminal', () => {
  it('keeps loans from before the screen, and gives them out one after the other', async () => {
    const desk = createTerminalDesk();
    const never = new AbortController().signal;
    const first = desk.terminal.lend(need('first'), never);
    const second = desk.terminal.lend(need('second'), never);
    expect(prompts(desk)).toBe('first');
    desk.next.getSnapshot()?.settle({ kind: 'done', text: 'a' });
    expect(await first).toEqual({ kind: 'done', text: 'a' });
    expect(prompts(desk)).toBe('second');
    desk.next.getSnapshot()?.settle({ kind: 'timeout' });
    expect(await second).toEqual({ kind: 'timeout' });
    expect(prompts(desk)).toBe(undefined);
  });

  it('drops one that waits when nobody wants it; the one whose turn it is gives the terminal back first', async () => {
    const desk = createTerminalDesk();
    const [serving, waiting] = [new AbortController(), new AbortController()];
    let settled: TerminalOutcome | undefined;
    void desk.terminal.lend(need('serving'), serving.signal).then((outcome) => {
      settled = outcome;
    });
    const second = desk.terminal.lend(need('waiting'), waiting.signal);
    waiting.abort();
    expect(await second).toEqual({ kind: 'cancelled' });
    serving.abort();
    await Promise.resolve();
    expect([settled, prompts(desk)]).toEqual([undefined, 'serving']);
    desk.next.getSnapshot()?.settle({ kind: 'cancelled' });
    await Promise.resolve();
    expect([settled, prompts(desk)]).toEqual([{ kind: 'cancelled' }, undefined]);
  });
});
