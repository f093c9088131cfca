import { type ReactNode, useState } from 'react';
import { useKeys } from '../hooks/use-keys.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { closeDialog } from '../screen/model.ts';
import type { StyledLine } from '../widgets/styled.ts';
import { editText, fieldSpans, type TextField, textField } from '../widgets/text-field.ts';
import { DialogFrame, useDialogSize } from './dialog-frame.tsx';

/** A field of a form: a text to type, or one of some choices (space or arrows change it). */
export interface FormField {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly choices?: readonly string[];
  readonly remark?: string;
}

export interface FormDialogProps {
  readonly title: string;
  readonly fields: readonly FormField[];
  /** What is said below for the values as they are: what it will do, or what is wrong. */
  readonly below: (values: Readonly<Record<string, string>>, width: number) => readonly StyledLine[];
  /** Takes the values; returns a sentence when they cannot be taken. */
  readonly onSubmit: (values: Readonly<Record<string, string>>) => string | undefined;
  /** Keys of the form's own: values to set. */
  readonly shortcuts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly hints: string;
}

/** A few fields, filled in with sensible values; Enter accepts all of them at once. */
export function FormDialog(props: FormDialogProps): ReactNode {
  const { title, fields, below, onSubmit, shortcuts = {}, hints } = props;
  const model = useScreen();
  const { width, height } = useDialogSize(84);
  const [values, setValues] = useState<Readonly<Record<string, TextField>>>(() =>
    Object.fromEntries(fields.map((field) => [field.id, textField(field.value)])),
  );
  const [at, setAt] = useState(0);
  const [complaint, setComplaint] = useState<string>();
  const current = fields[at];
  const texts = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, value.text]));
  const move = (by: number): void => setAt((at + by + fields.length) % fields.length);
  const set = (id: string, value: TextField): void => {
    setComplaint(undefined);
    setValues({ ...values, [id]: value });
  };

  useKeys((press) => {
    if (press.name === 'ctrl+c' || press.name === 'ctrl+z') return false;
    const field = current === undefined ? undefined : values[current.id];
    const shortcut = shortcuts[press.name];
    if (press.name === 'escape') closeDialog(model);
    else if (press.name === 'enter') setComplaint(onSubmit(texts));
    else if (press.name === 'up' || press.name === 'shift+tab') move(-1);
    else if (press.name === 'down' || press.name === 'tab') move(1);
    else if (shortcut !== undefined && current?.choices !== undefined) {
      setValues({
        ...values,
        ...Object.fromEntries(Object.entries(shortcut).map(([id, text]) => [id, textField(text)])),
      });
    } else if (current !== undefined && field !== undefined) {
      const next =
        current.choices === undefined ? editText(field, press) : nextChoice(current.choices, field.text, press.name);
      if (next !== undefined) set(current.id, next);
    }
    return true;
  });

  const rows = fields.map((field, index): StyledLine => {
    const value = values[field.id] ?? textField();
    const shown: StyledLine =
      field.choices !== undefined
        ? field.choices.flatMap((choice) => [
            {
              text: choice === value.text ? `(${choice})` : ` ${choice} `,
              tone: choice === value.text ? 'strong' : 'quiet',
            },
          ])
        : index === at
          ? fieldSpans(value)
          : [{ text: value.text }];
    return [
      { text: index === at ? ' > ' : '   ', tone: 'key' },
      { text: field.label.padEnd(14), tone: index === at ? 'accent' : 'quiet' },
      ...shown,
      { text: field.remark === undefined ? '' : `  ${field.remark}`, tone: 'quiet' },
    ];
  });
  const problem: readonly StyledLine[] = complaint === undefined ? [] : [[{ text: ` ${complaint}`, tone: 'bad' }]];
  const lines: readonly StyledLine[] = [[], ...rows, [], ...below(texts, width), ...problem];
  return (
    <DialogFrame title={title} hints={hints} lines={lines} width={width} height={Math.min(height, lines.length + 1)} />
  );
}

function nextChoice(choices: readonly string[], value: string, key: string): TextField | undefined {
  const by = key === 'space' || key === 'right' ? 1 : key === 'left' ? -1 : 0;
  if (by === 0) return undefined;
  const index = (choices.indexOf(value) + by + choices.length) % choices.length;
  return textField(choices[index]);
}
