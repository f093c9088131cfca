import { readerFor } from '../../../../src/tools/readers.ts';
import type { Reading } from '../../../../src/tools/reading/reading.ts';
import { savedOutput } from '../../../../src/tools/reading/saved-output.ts';

/** What a tool's text means. */
export async function readText(tool: string, text: string, exitCode?: number): Promise<Reading> {
  return readerFor(tool).read(savedOutput(text, exitCode));
}

/** The state in a reading's summary; undefined where the reader judges none. */
export function stateOf({ summary }: Reading): string | undefined {
  const state = typeof summary === 'object' && summary !== null && 'state' in summary ? summary['state'] : undefined;
  return typeof state === 'string' ? state : undefined;
}
