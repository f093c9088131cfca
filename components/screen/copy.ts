import { notify, openDialog, type ScreenModel } from './model.ts';

/** Copies text and says on the bottom line how it went; shows the text where there is no clipboard. */
export function copyText(model: ScreenModel, text: string): void {
  const copied = async (): Promise<void> => {
    const { sentence, show } = await model.terminal.copy(text);
    if (show) openDialog(model, { kind: 'text', title: sentence, text });
    else notify(model, sentence, 'good');
  };
  copied().catch((error: unknown) => {
    notify(model, `could not copy: ${error instanceof Error ? error.message : String(error)}`, 'bad');
  });
}
