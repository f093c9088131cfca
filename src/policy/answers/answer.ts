import { safeLine } from '../../terminal/safe-text.ts';

/** What a command has to say. */
export interface PolicyAnswer {
  /** For standard output, with its line breaks. */
  readonly text: string;
  /** Sentences for standard error: what the answer leaves out or rests on. */
  readonly notes: readonly string[];
  /** 0 an answer, 1 with --exit-code where the answer is no, 3 where it could not be told. */
  readonly exitCode: 0 | 1 | 3;
}

/** One JSON document of apiVersion plumbline/v1. */
export function jsonDocument(kind: string, fields: object): string {
  return `${JSON.stringify({ apiVersion: 'plumbline/v1', kind, ...fields }, null, 2)}\n`;
}

/** Notes as lines for standard error; sentences quote names from a cluster or a file. */
export function noteText(notes: readonly string[]): string {
  return notes.map((note) => `plumbline: ${safeLine(note)}\n`).join('');
}
