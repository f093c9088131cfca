import { render } from 'ink';
import { setTimeout as pause } from 'node:timers/promises';
import { PlumblineError } from '../src/contracts/errors.ts';
import type { Session } from '../src/contracts/session.ts';
import { setBlockingWrites } from '../src/terminal/blocking.ts';
import { answersQuestions, readCapabilities, type ScreenWishes } from '../src/terminal/capabilities.ts';
import { copyText } from '../src/terminal/clipboard.ts';
import type { Environment } from '../src/terminal/environment.ts';
import { FrameOutput } from '../src/terminal/frame-output.ts';
import { GuardedInput } from '../src/terminal/guarded-input.ts';
import { canBeStopped, stopGroup } from '../src/terminal/job-control.ts';
import { serveLoan } from '../src/terminal/serve-loan.ts';
import { reportLoopLag } from '../src/terminal/loop-lag.ts';
import { App } from './app.tsx';
import type { PaneId } from './screen/panes.ts';
import { createScreenModel, openDialog, type TerminalServices } from './screen/model.ts';
import { ErrorBoundary } from './shell/error-boundary.tsx';

export interface ScreenOptions {
  readonly environment: Environment;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** `--no-alt-screen`: draw on the main screen and leave the last frame there. */
  readonly alternateScreen?: boolean;
  /** What could not be done of what was asked for at the start, in words, once that is known. */
  readonly failing?: Promise<string | undefined>;
  /** Frames per second for changes that come by themselves, instead of the config's (`--low-bandwidth`). */
  readonly maxFps?: number;
  /** The pane to start in: Link when the command line named one. */
  readonly focus?: PaneId;
}

/** How the screen ended. */
export interface ScreenEnd {
  readonly reason: 'quit' | 'signal' | 'error';
  readonly signal?: NodeJS.Signals;
  /** The defect or failure that ended it; print it again, the screen that showed it is gone. */
  readonly error?: unknown;
}

const endingSignals = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;
/** How fast keys are answered at most; what changes by itself is slower (the config's maxFps). */
const keyFramesPerSecond = 30;
/** Frames a second for what changes by itself while the link is slow, as with --low-bandwidth. */
const slowLinkFrames = 1;
const drainPatience = 1000;

/**
 * Shows the screen until the operator leaves it, a signal comes or something breaks; the terminal is restored in every
 * case. Throws a usage error without a terminal, and a configuration error for impossible key bindings.
 */
export async function startScreen(session: Session, options: ScreenOptions): Promise<ScreenEnd> {
  const { environment, stdin, stdout } = options;
  requireTerminal(stdin, stdout);
  const capabilities = readCapabilities(environment, wishesOf(session, options));
  const output = new FrameOutput(stdout, { asks: !capabilities.screenReader && answersQuestions(environment) });
  const input = new GuardedInput(stdin);
  const nonBlocking = setBlockingWrites(stdout, false);
  const endLagReport = environment['PLUMBLINE_LOOP_LAG_FILE']
    ? reportLoopLag(environment['PLUMBLINE_LOOP_LAG_FILE'])
    : undefined;
  let end: ScreenEnd = { reason: 'quit' };
  let away = false;

  const services: TerminalServices = {
    capabilities,
    copy: (text) => copyText(text, { environment, writeToTerminal: (bytes) => output.passThrough(bytes) }),
    slowLink: output.slowLink,
    redraw: () => output.repaint(),
    leave: () => leave({ reason: 'quit' }),
    async suspend(release) {
      if (!canBeStopped()) return 'no shell waits behind this screen: it cannot be suspended';
      await output.settle();
      await release(async () => {
        away = true;
        if (nonBlocking) setBlockingWrites(stdout, true);
        if (!capabilities.alternateScreen) stdout.write('\r\n');
        stopGroup();
        // The signal may take a moment; what follows must happen after `fg`.
        await pause(50);
        if (nonBlocking) setBlockingWrites(stdout, false);
        away = false;
      });
      return undefined;
    },
    async lend(release, loan) {
      try {
        await output.settle();
        await release(async () => {
          away = true;
          if (nonBlocking) setBlockingWrites(stdout, true);
          if (!capabilities.alternateScreen) stdout.write('\r\n');
          await serveLoan(loan, { stdin, words: process.stderr.isTTY ? process.stderr : stdout, announce: true });
          if (nonBlocking) setBlockingWrites(stdout, false);
          away = false;
        });
      } catch (error) {
        away = false;
        loan.settle({ kind: 'unavailable', why: error instanceof Error ? error.message : String(error) });
      }
    },
  };
  const model = createScreenModel(session, services, Date.now, options.focus);
  void options.failing?.then((text) => {
    if (text !== undefined) openDialog(model, { kind: 'text', title: 'The link of the command line', text });
  });

  let leaving = false;
  const leave = (how: ScreenEnd): void => {
    end = how;
    // Nobody is left to answer after a hang-up, and who asks twice does not want to wait.
    if (leaving || (how.reason === 'signal' && how.signal === 'SIGHUP')) instance.unmount();
    else void output.settle().then(() => instance.unmount());
    leaving = true;
  };
  const fullRate = capabilities.maxFps;
  const endPacing = output.slowLink.subscribe(() => {
    model.clock.pace(output.slowLink.getSnapshot() ? Math.min(fullRate, slowLinkFrames) : fullRate);
  });
  const onSignal = (signal: NodeJS.Signals): void => {
    // Keys of whoever has the terminal now, not of the screen.
    if (away && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
    leave({ reason: 'signal', signal });
  };
  const onError = (error: unknown): void => leave({ reason: 'error', error });
  // A terminal that vanished fails every write and ends the input; both mean the same as the signal.
  const onHangup = (): void => leave({ reason: 'signal', signal: 'SIGHUP' });
  const onContinue = (): void => {
    if (away) return;
    // Stopped and continued by someone else: the shell has set its own terminal modes meanwhile.
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    output.repaint();
  };
  for (const signal of endingSignals) process.on(signal, onSignal);
  process.on('SIGCONT', onContinue);
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  stdout.on('error', onHangup);
  input.on('hangup', onHangup);
  input.on('answer', () => output.answered());
  input.on('pressed', () => output.keyPressed());

  const instance = render(
    <ErrorBoundary onError={onError}>
      <App model={model} />
    </ErrorBoundary>,
    {
      // Ink uses of its stdout and stdin only what these two have.
      stdout: (capabilities.screenReader ? stdout : output) as unknown as NodeJS.WriteStream,
      stdin: input as unknown as NodeJS.ReadStream,
      alternateScreen: capabilities.alternateScreen,
      incrementalRendering: !capabilities.screenReader,
      // Passed explicitly: in a CI environment Ink would draw nothing until the end.
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      maxFps: keyFramesPerSecond,
      isScreenReaderEnabled: capabilities.screenReader,
    },
  );
  try {
    await instance.waitUntilExit();
  } catch (error) {
    end = { reason: 'error', error };
  } finally {
    endPacing();
    model.clock.stop();
    output.end();
    await drained(stdout);
    if (nonBlocking) setBlockingWrites(stdout, true);
    if (!capabilities.alternateScreen && !stdout.destroyed) stdout.write('\r\n');
    for (const signal of endingSignals) process.off(signal, onSignal);
    process.off('SIGCONT', onContinue);
    process.off('uncaughtException', onError);
    process.off('unhandledRejection', onError);
    endLagReport?.();
  }
  return end;
}

function wishesOf(session: Session, options: ScreenOptions): ScreenWishes {
  const { glyphs, theme, alternateScreen, maxFps } = session.config;
  return {
    glyphs,
    theme,
    alternateScreen: options.alternateScreen ?? alternateScreen,
    maxFps: options.maxFps ?? maxFps,
  };
}

function requireTerminal(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): void {
  if (stdin.isTTY && stdout.isTTY) return;
  throw new PlumblineError('The screen needs a terminal, and this is none.', {
    kind: 'usage',
    operation: 'show the screen',
    nextStep: 'Run it in a terminal (ssh -t), or use `plumbline probe` for scripts.',
  });
}

/** Waits until the terminal has taken everything, but not for a terminal that does not read. */
async function drained(stdout: NodeJS.WriteStream): Promise<void> {
  if (stdout.destroyed || stdout.writableLength === 0) return;
  const written = new Promise<void>((resolve) => stdout.write('', () => resolve()));
  await Promise.race([written, pause(drainPatience)]);
}
