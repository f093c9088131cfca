import type { Json } from '../../contracts/json.ts';

/** What a tool's output says, whoever saved it. The JSON form of `plumbline read`. */
export interface Reading {
  readonly tool: string;
  /** What it adds up to, in fields that depend on the tool. */
  readonly summary: Json;
  /** What it means, one sentence. */
  readonly sentence: string;
  /** What the lines say, in their order. */
  readonly samples: readonly Json[];
  /** Lines that were not understood, as they stand. */
  readonly unparsed: readonly string[];
}

/** A tool's output as it was saved. */
export interface SavedOutput {
  /** Without the notes that whoever saved it put before it. */
  readonly lines: readonly string[];
  /** The program's exit code, where it is known: some programs say by it alone how it went. */
  readonly exitCode: number | undefined;
}

/** Reads one tool's output. Total: whatever the text, it answers; what it does not understand is in `unparsed`. */
export interface Reader {
  /** As it is called on the command line; the name of the program where that is enough. */
  readonly tool: string;
  /** What is read, for the list of tools: 'ping of iputils and BusyBox'. */
  readonly about: string;
  read(output: SavedOutput): Promise<Reading>;
}
