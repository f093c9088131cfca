import { type SuspendTerminal, useApp } from 'ink';
import { useEffect } from 'react';
import { makeLink } from '../../src/link/link-id.ts';
import { useActions } from '../hooks/use-actions.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import type { ActionHandlers } from '../screen/action-table.ts';
import { swapEnds } from '../screen/choose.ts';
import { exchangeLinks, pinLink } from '../screen/second-link.ts';
import { keyOf } from '../screen/keys.ts';
import { change, notify, openDialog, placeList, type ScreenModel } from '../screen/model.ts';
import { paneAfter, paneIds } from '../screen/panes.ts';
import { startProbe, stopAll, toggleLatency, whatRuns } from '../screen/probing.ts';
import type { ListName } from '../screen/state.ts';
import { openHostKey } from '../dialogs/host-key.tsx';
import { openLogin } from '../dialogs/login.tsx';
import { useHelperQuestion } from './use-helper-question.ts';
import { useActionAccess } from './use-action-access.ts';
import { useLoginOffer } from './use-login-offer.ts';
import { useTerminalLoans } from './use-terminal-loans.ts';
import { problemTexts } from './use-problem.ts';

/** What works whatever has the focus. Panes that can do better with a row offer it later, and so come first. */
export function useGlobalActions(): void {
  const model = useScreen();
  const state = useScreenState();
  const { suspendTerminal } = useApp();
  useBenchLink(model);
  useTerminalLoans(model, suspendTerminal);
  useLoginOffer(model);
  useActionAccess(model);
  useHelperQuestion(model);
  useActions(true, {
    ...paneActions(model),
    ...linkActions(model),
    ...probeActions(model),
    ...screenActions(model, suspendTerminal),
  });
  // Esc: first out of zoom, then the filter; it never quits.
  useActions(true, {
    back: () => {
      const list: ListName = state.focus === 'policies' ? 'policies' : state.clusterList;
      if ((state.focus === 'cluster' || state.focus === 'policies') && state.lists[list].filter !== '') {
        placeList(model, list, { selected: 0, key: undefined, offset: 0, filter: '' });
      } else if (state.zoomed) change(model, { zoomed: false });
      else if (state.notice !== undefined) change(model, { notice: undefined });
    },
  });
}

/** The link may be there before the screen (an earlier session's, taken up again). */
function useBenchLink(model: ScreenModel): void {
  const id = useStore(model.session.bench).link?.id;
  useEffect(() => {
    const { link } = model.session.bench.getSnapshot();
    if (link === undefined) return;
    const { source, destination, protocol, port } = link;
    const { ends } = model.state.getSnapshot();
    const known = ends.source && ends.destination && makeLink(ends.source, ends.destination, ends.protocol, ends.port);
    if (known?.id !== link.id) change(model, { ends: { source, destination, protocol, port } });
  }, [model, id]);
}

function paneActions(model: ScreenModel): ActionHandlers {
  const step = (by: number): void =>
    model.state.update((state) => ({ ...state, focus: paneAfter(state.focus, by), filtering: undefined }));
  return {
    ...Object.fromEntries(paneIds.map((pane) => [`pane-${pane}`, () => change(model, { focus: pane })])),
    'next-pane': () => step(1),
    'previous-pane': () => step(-1),
    zoom: () => model.state.update((state) => ({ ...state, zoomed: !state.zoomed })),
  };
}

function linkActions(model: ScreenModel): ActionHandlers {
  return {
    // Without a row under the cursor, marking an end means choosing it.
    'mark-source': () => openDialog(model, { kind: 'picker', end: 'source' }),
    'mark-destination': () => openDialog(model, { kind: 'picker', end: 'destination' }),
    verdict: () => openDialog(model, { kind: 'verdict' }),
    matrix: () => openDialog(model, { kind: 'matrix' }),
    'type-source': () => openDialog(model, { kind: 'picker', end: 'source' }),
    'type-destination': () => openDialog(model, { kind: 'picker', end: 'destination' }),
    'edit-link': () => openDialog(model, { kind: 'link' }),
    'recent-links': () => openDialog(model, { kind: 'recent-links' }),
    'second-link': () => openDialog(model, { kind: 'second-link' }),
    'pin-link': () => pinLink(model),
    'exchange-links': () => exchangeLinks(model),
    swap: () => swapEnds(model),
  };
}

function probeActions(model: ScreenModel): ActionHandlers {
  const { bench } = model.session;
  return {
    ping: () => toggleLatency(model),
    connect: () => startProbe(model, 'connect', () => bench.startConnect()),
    dns: () => startProbe(model, 'dns', () => bench.startDns()),
    bandwidth: () => {
      if (bench.running().includes('bandwidth'))
        notify(model, `a bandwidth test runs already; ${keyOf(model, 'stop')} stops it`, 'warning');
      else startProbe(model, 'bandwidth', () => openDialog(model, { kind: 'bandwidth' }));
    },
    capture: () => openDialog(model, { kind: model.captures.current.getSnapshot() ? 'capture' : 'capture-form' }),
    stop: () => stopAll(model),
    freeze: () => {
      model.state.update((state) => ({ ...state, frozen: !state.frozen }));
      const { frozen } = model.state.getSnapshot();
      notify(model, frozen ? 'charts frozen; measuring goes on' : 'charts live again');
    },
    reset: () => {
      bench.resetLatency();
      notify(model, 'latency statistics start anew');
    },
  };
}

function screenActions(model: ScreenModel, release: SuspendTerminal): ActionHandlers {
  const quit = (): void => {
    if (whatRuns(model).length > 0) openDialog(model, { kind: 'confirm-quit' });
    else model.terminal.leave();
  };
  return {
    evidence: () => openDialog(model, { kind: 'evidence', ids: undefined }),
    problem: () => {
      const texts = problemTexts(model.session);
      if (texts.length === 0) notify(model, 'nothing is wrong with the connection or the record');
      else openDialog(model, { kind: 'text', title: 'What is wrong', text: texts.join('\n\n') });
    },
    login: () => openLogin(model),
    'host-keys': () => openHostKey(model),
    'switch-context': () => openDialog(model, { kind: 'contexts' }),
    helpers: () => openDialog(model, { kind: 'helpers' }),
    palette: () => openDialog(model, { kind: 'palette' }),
    help: () => openDialog(model, { kind: 'help' }),
    redraw: () => model.terminal.redraw(),
    suspend: () => {
      model.terminal.suspend(release).then(
        (complaint) => complaint !== undefined && notify(model, complaint, 'warning'),
        (error: unknown) => notify(model, error instanceof Error ? error.message : String(error), 'bad'),
      );
    },
    quit,
    // The first Ctrl-C stops what runs, so that it never costs a measurement by accident; the next one quits.
    interrupt: () => {
      if (whatRuns(model).length > 0) stopAll(model);
      else model.terminal.leave();
    },
  };
}
