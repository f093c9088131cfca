import type { ServerResponse } from 'node:http';
import type { LogLine } from './log-lines.ts';
import { formatLine, type LogOptions } from './log-query.ts';

/** Writes log lines to a response, up to the bytes that the request allows; beyond them it ends the response. */
export class LogWriter {
  readonly #response: ServerResponse;
  readonly #options: LogOptions;
  #left: number;

  constructor(response: ServerResponse, options: LogOptions) {
    this.#response = response;
    this.#options = options;
    this.#left = options.limitBytes ?? Number.POSITIVE_INFINITY;
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.flushHeaders();
    response.on('error', () => response.destroy());
  }

  /** Whether nothing more is taken. */
  get full(): boolean {
    return this.#left <= 0 || this.#response.writableEnded;
  }

  write(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (this.full) return;
      const bytes = Buffer.from(formatLine(line, this.#options)).subarray(0, this.#left);
      this.#left -= bytes.length;
      this.#response.write(bytes);
      if (this.#left <= 0) this.#response.end();
    }
  }

  end(): void {
    this.#response.end();
  }
}
