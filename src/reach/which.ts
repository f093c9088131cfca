import type { Runner } from '../contracts/runner.ts';
import type { Duration } from '../contracts/time.ts';
import { readVersion } from './program-version.ts';

/** A program that is there, as far as it told about itself. */
export interface FoundProgram {
  readonly program: string;
  /** Undefined where there is no shell to ask for it. */
  readonly path: string | undefined;
  /** 'iputils', 'busybox', … for programs of which several kinds exist. */
  readonly flavour: string | undefined;
  readonly version: string | undefined;
}

export interface ProgramSearch {
  /** By name; a program that is not there has no entry. */
  readonly found: ReadonlyMap<string, FoundProgram>;
  /** Why nothing could be found out; `found` says nothing then. */
  readonly trouble: string | undefined;
}

const patience: Duration = 10_000;

/**
 * One line per program: its name, its path, then what it says about itself with \t for line ends. The programs are
 * arguments; only ping, iperf3 and nc are started, each with a flag that makes it tell its version and end.
 */
export const searchScript = `for p in "$@"; do
  w=$(command -v "$p") || continue
  printf '%s\\t%s' "$p" "$w"
  case $p in
    ping | ping6) f=-V ;;
    iperf3) f=--version ;;
    nc) f=-h ;;
    *) f= ;;
  esac
  if [ -n "$f" ]; then
    "$p" "$f" 2>&1 </dev/null | head -n 3 | while IFS= read -r l; do printf '\\t%s' "$l"; done
  fi
  echo
done`;

/** Flags that make a program say who it is and do nothing else. */
const harmlessFlag: Readonly<Record<string, string>> = { ping: '-V', ping6: '-V', nc: '-h', sh: '--help' };

/**
 * Which of these programs a place has: one run where it has a shell, else one harmless run of each. Never rejects.
 */
export async function findPrograms(
  runner: Runner,
  programs: readonly string[],
  signal?: AbortSignal,
): Promise<ProgramSearch> {
  const bySearch = await outputOf(runner, ['sh', '-c', searchScript, 'sh', ...programs], signal);
  if (bySearch.state === 'ran') {
    const found = bySearch.lines.flatMap((line) => {
      const [program = '', path = '', ...words] = line.split('\t');
      return programs.includes(program) ? [{ program, path, ...readVersion(program, words) }] : [];
    });
    return { found: new Map(found.map((one) => [one.program, one])), trouble: undefined };
  }
  if (bySearch.state === 'failed') return { found: new Map(), trouble: bySearch.trouble };
  return await findEach(runner, programs, signal);
}

async function findEach(
  runner: Runner,
  programs: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ProgramSearch> {
  const found = new Map<string, FoundProgram>();
  for (const program of programs) {
    const answer = await outputOf(runner, [program, harmlessFlag[program] ?? '--version'], signal);
    if (answer.state === 'failed') return { found, trouble: answer.trouble };
    if (answer.state === 'ran') found.set(program, { program, path: undefined, ...readVersion(program, answer.lines) });
  }
  return { found, trouble: undefined };
}

type Answer =
  | { readonly state: 'ran'; readonly lines: readonly string[] }
  | { readonly state: 'missing' }
  | { readonly state: 'failed'; readonly trouble: string };

async function outputOf(runner: Runner, argv: readonly string[], signal: AbortSignal | undefined): Promise<Answer> {
  const running = runner.run(argv, {
    deadline: patience,
    outputCap: 64 * 1024,
    ...(signal === undefined ? {} : { signal }),
  });
  const lines: string[] = [];
  const read = async (stream: typeof running.stdout) => {
    for await (const { text } of stream) lines.push(text);
  };
  await Promise.all([read(running.stdout), read(running.stderr)]);
  const { end } = await running.result;
  if (end.kind === 'exited' || end.kind === 'signalled') return { state: 'ran', lines };
  if (end.kind === 'missing-program') return { state: 'missing' };
  if (end.kind === 'failed') return { state: 'failed', trouble: end.error.message };
  const trouble =
    end.kind === 'stopped' ? 'The search was stopped.' : `There was no answer within ${patience / 1000} s.`;
  return { state: 'failed', trouble };
}

/** Remembers what a container has: its image does not change while its pod has the same uid. */
export class ProgramCache {
  readonly #known = new Map<string, FoundProgram | undefined>();

  /** As `findPrograms`; asks only for what is not known of `container` (the pod's uid and the container's name). */
  async find(
    container: string,
    runner: Runner,
    programs: readonly string[],
    signal?: AbortSignal,
  ): Promise<ProgramSearch> {
    const key = (program: string) => `${container} ${program}`;
    const unknown = programs.filter((program) => !this.#known.has(key(program)));
    const search = unknown.length === 0 ? undefined : await findPrograms(runner, unknown, signal);
    if (search?.trouble === undefined) {
      for (const program of unknown) this.#known.set(key(program), search?.found.get(program));
    }
    const found = programs.flatMap((program) => {
      const one = this.#known.get(key(program)) ?? search?.found.get(program);
      return one === undefined ? [] : [[program, one] as const];
    });
    return { found: new Map(found), trouble: search?.trouble };
  }
}
