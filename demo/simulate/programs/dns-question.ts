import { type QueryOutcome, queryName } from '../network/resolve.ts';
import type { Start } from './program.ts';

export interface Question {
  readonly server: string;
  readonly port: number;
  readonly name: string;
  readonly type: string;
  /** Milliseconds for each attempt. */
  readonly patience: number;
  readonly attempts: number;
}

/** Asks up to `attempts` times in real time; `failed` hears of every attempt without an answer. */
export async function ask(
  start: Start,
  question: Question,
  failed: (outcome: Exclude<QueryOutcome, { kind: 'answer' }>) => void,
): Promise<Extract<QueryOutcome, { kind: 'answer' }> | undefined> {
  for (let attempt = 0; attempt < question.attempts; attempt += 1) {
    const outcome = queryName(start.machine, question.server, question.port, question.name, question.type);
    const known = outcome.kind !== 'silent' && outcome.after <= question.patience;
    await start.process.sleep(known ? outcome.after : question.patience);
    if (outcome.kind === 'answer' && known) {
      return outcome;
    }
    failed(outcome.kind === 'answer' || !known ? { kind: 'silent' } : outcome);
  }
  return undefined;
}

/** BIND's words for an attempt without an answer. */
export function communicationsError(kind: Exclude<QueryOutcome['kind'], 'answer'>): string {
  return {
    silent: 'timed out',
    refused: 'connection refused',
    'host-unreachable': 'host unreachable',
    'network-unreachable': 'network unreachable',
  }[kind];
}
