import { intentOfCommand } from '../../consent/intent-of-command.ts';
import type { ContainerTarget } from '../../contracts/cluster.ts';
import type { Running, RunOptions } from '../../contracts/runner.ts';
import type { Duration } from '../../contracts/time.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { ApiConnection } from '../connection.ts';
import { attempt } from './attempt.ts';
import { runFailure } from './failure.ts';
import { defaultTimings, type ExecTimings } from './exec-stream.ts';
import { defaultEndTimings, type EndTimings } from './remote-end.ts';
import { type Outcome, RunLife } from './run-life.ts';
import { mayHaveShell, rememberNoShell } from './shells.ts';
import { chooseContainer, targetText } from './target.ts';

/** For tests; the defaults are right for real clusters. */
export interface ExecSettings {
  readonly clock?: Clock;
  readonly timings?: Partial<ExecTimings & EndTimings>;
}

/** A stop waits this long for a program that is just being started, so that it can be ended and not only abandoned. */
const startPatience = 2000;

/**
 * Runs a program in a container. The deadline counts from the program's start and holds here and there; `stop`, the
 * abort signal and the deadline end the remote process too where the container has a shell, and `remoteEnded` of the
 * result says whether it is known to be gone. `result` never rejects.
 */
export function execInContainer(
  connection: ApiConnection,
  target: ContainerTarget,
  argv: readonly string[],
  options: RunOptions,
  settings: ExecSettings = {},
): Running {
  const clock = settings.clock ?? systemClock;
  const life = new RunLife(options, clock);
  const { endAsked } = life;
  const starting = new AbortController();
  endAsked.addEventListener('abort', () => clock.after(startPatience, () => starting.abort()), { once: true });
  return life.run(
    () => run(connection, target, argv, options, { settings, clock, life, starting: starting.signal }),
    (error) => ({ end: runFailure(error), remoteEnded: !endAsked.aborted }),
  );
}

interface RunParts {
  readonly settings: ExecSettings;
  readonly clock: Clock;
  readonly life: RunLife;
  /** Gives up a start that is under way. */
  readonly starting: AbortSignal;
}

async function run(
  connection: ApiConnection,
  target: ContainerTarget,
  argv: readonly string[],
  options: RunOptions,
  { settings, clock, life, starting }: RunParts,
): Promise<Outcome> {
  const program = argv[0] ?? '';
  const intent = intentOfCommand(argv);
  // Before the pod is read: what the mode does not allow sends nothing at all.
  connection.permit(intent, `run ${program}`, targetText(target));
  const container = await chooseContainer(connection, target, starting);
  const start = {
    connection,
    where: { namespace: target.namespace, pod: target.pod, container, program, intent },
    argv,
    options,
    output: life.output,
    clock,
    timings: { ...defaultTimings, ...defaultEndTimings, ...settings.timings },
    starting,
    endAsked: life.endAsked,
    started: (later: Duration) => life.started(later),
  };
  if (mayHaveShell(connection, target, container)) {
    const outcome = await attempt(start, true);
    if (outcome !== 'no-shell') return outcome;
    rememberNoShell(connection, target, container);
  }
  const outcome = await attempt(start, false);
  return outcome === 'no-shell' ? { end: { kind: 'stopped' }, remoteEnded: true } : outcome;
}
