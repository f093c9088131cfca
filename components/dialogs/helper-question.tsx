import { type ReactNode, useEffect, useState } from 'react';
import type { HelperChoice, PendingQuestion } from '../../src/contracts/ladder.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import type { KeyPress } from '../../src/terminal/keys.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { copyText } from '../screen/copy.ts';
import { closeDialog } from '../screen/model.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

/** A key that was on its way when the question came is no answer to it, milliseconds. */
const startled = 700;

/** Before a helper is made: what, of which image, for how long, what stays. Only `y` agrees. */
export function HelperQuestionDialog(): ReactNode {
  const model = useScreen();
  const question = useStore(model.session.ladder.question);
  const [openedAt] = useState(() => model.now());
  const [index, setIndex] = useState(0);
  const { width } = useDialogSize();
  useEffect(() => {
    // Taken back: nobody waits for the answer any more.
    if (question === undefined) closeDialog(model);
  }, [model, question]);
  if (question === undefined) return null;
  const { choices } = question;
  const choice = choices[index % choices.length];
  if (choice === undefined) return null;

  const answer = (chosen: HelperChoice | undefined): boolean => {
    question.answer(chosen);
    return true;
  };
  const onKey = (press: KeyPress): boolean => {
    switch (press.name) {
      case 'y':
      case 'Y':
        return model.now() - openedAt < startled ? true : answer(choice);
      case 'escape':
      case 'n':
      case 'N':
      case 'q':
        return answer(undefined);
      case 'i':
        setIndex((index + 1) % choices.length);
        return true;
      case 'c':
        copyText(model, choice.commandLine);
        return true;
      default:
        return false;
    }
  };
  const next = choices.length > 1 ? `  i next ${choiceWord(choices)}` : '';
  return (
    <TextDialog
      title="Make a helper?"
      lines={questionLines(question, choice, width - 3)}
      onKey={onKey}
      closing="n or Esc no"
      hints={`y make it${next}  c copy the command`}
    />
  );
}

/** What the choices differ in. */
function choiceWord(choices: readonly HelperChoice[]): string {
  return choices.some(({ variant }) => variant !== undefined) ? 'choice' : 'image';
}

function questionLines(question: PendingQuestion, choice: HelperChoice, width: number): readonly StyledLine[] {
  const { reasons, choices } = question;
  const text = (words: string, tone?: 'quiet' | 'strong' | 'warning'): StyledLine[] =>
    wrap(safeLine(words), width).map((part) => line(` ${part}`, tone));
  const [made = '', ...rest] = choice.told;
  const kinds = choiceWord(choices) === 'choice';
  const offered = choices.flatMap((one) =>
    text(
      `${one === choice ? '>' : ' '} ${kinds ? `${one.why}  ${one.image}` : `${one.image}  ${one.why}`}`,
      one === choice ? 'strong' : 'quiet',
    ),
  );
  const list = choices.length > 1 ? [...text(`The ${choiceWord(choices)}, by i:`, 'quiet'), ...offered] : [];
  return [
    ...reasons.flatMap((reason) => text(reason)),
    [],
    // What differs in kind is chosen before what is told of it.
    ...(kinds ? [...list, []] : []),
    ...text(made, 'strong'),
    ...rest.flatMap((sentence) => text(sentence, sentence.startsWith('What stays') ? 'warning' : undefined)),
    ...(kinds || list.length === 0 ? [] : [[], ...list]),
    [],
    ...text(`$ ${choice.commandLine}`, 'quiet'),
  ];
}
