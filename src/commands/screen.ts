import { startScreen } from '../../components/start.tsx';
import { openSession, type OpenedSession } from '../session.ts';
import { chooseGlyphs } from '../terminal/glyphs.ts';
import { failureText } from './failure.ts';
import { leftHelpersText } from './left-helpers.ts';
import type { ScreenOptions } from './program.ts';
import { outcomeOf } from './screen-end.ts';
import { startLink, wantedLink } from './start-link.ts';
import { summaryText } from './summary.ts';

/** Frames a second for what changes by itself, with --low-bandwidth; keys are answered at once all the same. */
const lowBandwidthFrames = 1;

/** Opens the screen and stays until it is left; then prints what was measured. Resolves to the exit code. */
export async function showScreen(options: ScreenOptions, demo?: string): Promise<number> {
  const wanted = wantedLink(options.from, options.to);
  const { kubeconfig, context, namespace } = options;
  const session = await openSession({
    choice: {
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
      ...(namespace === undefined ? {} : { namespace }),
    },
    mode: options.mode,
    config: options.config,
    demo,
    env: process.env,
    ssh: options,
  });
  try {
    let startFailure: unknown;
    let failing: Promise<string | undefined> | undefined;
    if (wanted !== undefined) {
      failing = startLink(session, wanted).then(
        () => undefined,
        (error: unknown) => {
          startFailure = error;
          return failureText(error).trim();
        },
      );
    }
    const end = await startScreen(session, {
      environment: process.env,
      stdin: process.stdin,
      stdout: process.stdout,
      ...(options.altScreen ? {} : { alternateScreen: false }),
      ...(options.lowBandwidth === true ? { maxFps: lowBandwidthFrames } : {}),
      ...(wanted === undefined ? {} : { focus: 'link' }),
      ...(failing === undefined ? {} : { failing }),
    });
    // The numbers are taken before the session ends, printed after the terminal is its owner's again.
    process.stdout.write(wordsAfter(session));
    if (startFailure !== undefined) process.stderr.write(failureText(startFailure));
    const { exitCode, text } = outcomeOf(end);
    process.stderr.write(text);
    return exitCode;
  } finally {
    await session.close();
    process.stderr.write(leftHelpersText(session.ladder.made.getSnapshot()));
  }
}

function wordsAfter(session: OpenedSession): string {
  return summaryText({
    snapshot: session.bench.getSnapshot(),
    second: session.links.second.getSnapshot(),
    context: session.cluster.status.getSnapshot().context,
    checklist: session.checklist.getSnapshot(),
    recordPath: session.recordPath(),
    recordProblem: session.recordProblem.getSnapshot(),
    ascii: chooseGlyphs(process.env, session.config.glyphs).name === 'ascii',
  });
}
