import { echo, type EchoOutcome } from '../network/echo.ts';
import type { Start } from './program.ts';

export interface PingPlan {
  readonly address: string;
  readonly count: number;
  /** Milliseconds between requests. */
  readonly interval: number;
  /** Milliseconds to wait for the last answers. */
  readonly patience: number;
  /** Milliseconds after which it ends in any case. */
  readonly deadline: number;
  readonly bytes: number;
  readonly mayFragment: boolean;
}

export interface PingEvents {
  answer(sequence: number, outcome: Exclude<EchoOutcome, { kind: 'lost' }>): void;
  /** Nothing came before the next request went out. */
  noAnswerYet(sequence: number): void;
}

export interface PingTotals {
  readonly sent: number;
  readonly received: number;
  readonly errors: number;
  /** Round trips in milliseconds. */
  readonly times: readonly number[];
  /** Milliseconds from the first to the last request. */
  readonly duration: number;
}

/** Sends echo requests in real time until the count, the deadline or SIGINT; both pings print around this. */
export async function runPing(start: Start, plan: PingPlan, events: PingEvents): Promise<PingTotals> {
  const { process, machine } = start;
  const began = performance.now();
  const times: number[] = [];
  const pending = new Set<ReturnType<typeof setTimeout>>();
  const interrupted = Promise.withResolvers<void>();
  const settled = new Set<number>();
  let stop = false;
  let sent = 0;
  let errors = 0;
  let lastSent = began;
  process.trap('INT', () => {
    stop = true;
    interrupted.resolve();
  });
  const settle = (sequence: number, outcome: Exclude<EchoOutcome, { kind: 'lost' }>) => {
    settled.add(sequence);
    if (outcome.kind === 'reply') {
      times.push(outcome.after);
    } else {
      errors += 1;
    }
    events.answer(sequence, outcome);
  };
  const pause = (milliseconds: number) => Promise.race([process.sleep(milliseconds), interrupted.promise]);
  const over = () => stop || performance.now() - began >= plan.deadline;
  try {
    while (sent < plan.count && !over()) {
      const sequence = sent + 1;
      const outcome = echo(machine, plan.address, plan.bytes, plan.mayFragment);
      lastSent = performance.now();
      sent = sequence;
      if (outcome.kind === 'too-long') {
        settle(sequence, outcome);
      } else if (outcome.kind === 'reply') {
        await pause(outcome.after);
        settle(sequence, outcome);
      } else if (outcome.kind === 'error') {
        const timer = setTimeout(() => {
          pending.delete(timer);
          settle(sequence, outcome);
        }, outcome.after);
        pending.add(timer);
      }
      if (sent < plan.count) {
        const untilDeadline = began + plan.deadline - performance.now();
        await pause(Math.max(0, Math.min(lastSent + plan.interval - performance.now(), untilDeadline)));
        if (!settled.has(sequence) && !over()) {
          events.noAnswerYet(sequence);
        }
      }
    }
    if (!stop && settled.size < sent) {
      const rest = Math.min(plan.patience, began + plan.deadline - performance.now());
      await pause(Math.max(0, lastSent + rest - performance.now()));
    }
  } finally {
    for (const timer of pending) {
      clearTimeout(timer);
    }
  }
  return { sent, received: times.length, errors, times, duration: Math.round(lastSent - began) };
}
