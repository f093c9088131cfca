import { bindKeys, type KeyBindings } from '../../src/actions/bind.ts';
import type { Session } from '../../src/contracts/session.ts';
import type { Store } from '../../src/contracts/store.ts';
import type { TerminalLoan } from '../../src/contracts/terminal.ts';
import { createStore, type WritableStore } from '../../src/store/create-store.ts';
import { type ActionAccess, createActionAccess } from '../../src/access/action-access.ts';
import type { TerminalCapabilities } from '../../src/terminal/capabilities.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { type ActionTable, createActionTable } from './action-table.ts';
import type { Dialog } from './dialog.ts';
import { type Captures, createCaptures } from './captures.ts';
import { createFrameClock, type FrameClock } from './frame-clock.ts';
import { createKeyStack, type KeyStack } from './key-stack.ts';
import type { PaneId } from './panes.ts';
import { initialState, type ListName, type ListPlace, type ScreenState } from './state.ts';

/** What the screen needs of the terminal beyond drawing. */
export interface TerminalServices {
  readonly capabilities: TerminalCapabilities;
  /** Copies text; resolves to what happened, as a sentence, and whether the text must be shown instead. */
  copy(text: string): Promise<{ readonly sentence: string; readonly show: boolean }>;
  /** Whether the terminal takes bytes so slowly that what changes by itself is drawn less often. */
  readonly slowLink: Store<boolean>;
  /** Draws everything anew. */
  redraw(): void;
  /**
   * Hands the terminal to the shell until `fg`; resolves to a sentence when there is no shell to return from.
   * `release` gives the terminal away while its callback runs.
   */
  suspend(release: (whileAway: () => Promise<void>) => Promise<void>): Promise<string | undefined>;
  /** Steps aside while a log-in has the terminal, then draws everything anew; settles the loan. Never rejects. */
  lend(release: (whileAway: () => Promise<void>) => Promise<void>, loan: TerminalLoan): Promise<void>;
  /** Leaves the screen. */
  leave(): void;
}

/** Everything the components share. One per screen; changes only through the state's store. */
export interface ScreenModel {
  readonly session: Session;
  readonly terminal: TerminalServices;
  readonly bindings: KeyBindings;
  readonly state: WritableStore<ScreenState>;
  readonly keys: KeyStack;
  readonly actions: ActionTable;
  /** What is not allowed between the chosen ends. */
  readonly access: ActionAccess;
  readonly captures: Captures;
  readonly clock: FrameClock;
  readonly now: () => number;
}

/** Makes the model of a screen. Throws a configuration error for bindings that make no sense. */
export function createScreenModel(
  session: Session,
  terminal: TerminalServices,
  now = Date.now,
  focus?: PaneId,
): ScreenModel {
  return {
    session,
    terminal,
    bindings: bindKeys(session.actions, session.config.keys),
    state: createStore(initialState(focus)),
    keys: createKeyStack(),
    actions: createActionTable(),
    access: createActionAccess(session.cluster, session.mode),
    captures: createCaptures(() => session.cluster.captures),
    clock: createFrameClock(terminal.capabilities.maxFps),
    now,
  };
}

/** Changes some of the state. */
export function change(model: ScreenModel, part: Partial<ScreenState>): void {
  model.state.update((state) => ({ ...state, ...part }));
}

/** Puts a short message on the bottom line. */
export function notify(model: ScreenModel, text: string, tone: Tone = 'normal'): void {
  change(model, { notice: { text, tone, at: model.now() } });
}

/** Opens a dialog over what is there. */
export function openDialog(model: ScreenModel, dialog: Dialog): void {
  model.state.update((state) => ({ ...state, dialogs: [...state.dialogs, dialog], notice: undefined }));
}

/** Closes the dialog on top. */
export function closeDialog(model: ScreenModel): void {
  model.state.update((state) => ({ ...state, dialogs: state.dialogs.slice(0, -1) }));
}

/** Moves a list. */
export function placeList(model: ScreenModel, name: ListName, place: ListPlace): void {
  model.state.update((state) =>
    state.lists[name] === place ? state : { ...state, lists: { ...state.lists, [name]: place } },
  );
}
