import { parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** What kubectl exec said, or a line of the program's output. */
export type ExecLine =
  | { readonly kind: 'no-program'; readonly program: string; readonly words: string }
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'output'; readonly text: string };

/** Reads what `kubectl exec` printed: complaints of the API server, of the container runtime (runc, crun), of shells. */
export function parseKubectlExec(lines: readonly string[]): Parsed<ExecLine> {
  return parseLines<ExecLine>(lines, (line) => {
    const [, code] = /^command terminated with exit code (\d+)$/.exec(line) ?? [];
    if (code !== undefined) return { kind: 'exit', code: Number(code) };
    // runc and crun name the program in quotes, crun in backticks.
    const [, program, bare] =
      /exec: "([^"]+)": (?:executable file not found|stat |no such file|permission denied)|executable file `([^`]+)` not found/.exec(
        line,
      ) ?? [];
    const missing = program ?? bare;
    if (missing !== undefined) return { kind: 'no-program', program: missing, words: line };
    const [, shell] =
      /^(?:\S*sh: )?(?:line \d+: |\d+: )?(\S+): (?:command not found|not found|No such file or directory)$/.exec(
        line,
      ) ?? [];
    if (shell !== undefined) return { kind: 'no-program', program: shell, words: line };
    if (
      /^(?:error: |Error from server|The connection to the server|Unable to connect to the server|OCI runtime exec failed)/i.test(
        line,
      )
    )
      return { kind: 'refused', words: line };
    return { kind: 'output', text: line };
  });
}
