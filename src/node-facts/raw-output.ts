import type { RawOutput } from '../contracts/node-facts.ts';
import { redactText } from '../text/redact.ts';
import type { CommandOutput } from './command-output.ts';

/** Characters kept of one output for drilling down. */
const rawKept = 256 * 1024;

/** What a program printed, as it is kept behind what is said of it: cut where it is long, secrets taken out. */
export function rawOutput({ id, command, commandLine, at, stdout, stderr, end, truncated }: CommandOutput): RawOutput {
  const text = stdout.join('\n');
  const kept = text.length > rawKept ? text.slice(0, text.lastIndexOf('\n', rawKept) + 1 || rawKept) : text;
  return {
    id,
    argv: command.argv,
    commandLine,
    at,
    text: redactText(kept),
    errorText: redactText(stderr.join('\n').slice(0, rawKept)),
    end,
    truncated: truncated || kept.length < text.length,
  };
}
