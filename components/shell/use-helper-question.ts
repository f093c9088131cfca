import { useEffect, useRef } from 'react';
import type { PendingQuestion } from '../../src/contracts/ladder.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { openDialog, type ScreenModel } from '../screen/model.ts';

/** Opens the dialog of a question before a helper is made, once nothing else has the keys. */
export function useHelperQuestion(model: ScreenModel): void {
  const question = useStore(model.session.ladder.question);
  const { dialogs, filtering } = useScreenState();
  const asked = useRef<PendingQuestion>(undefined);
  const free = dialogs.length === 0 && filtering === undefined;
  useEffect(() => {
    if (question === undefined || !free || asked.current === question) return;
    asked.current = question;
    openDialog(model, { kind: 'helper-question' });
  }, [model, question, free]);
}
