import type { RawOutput } from '../contracts/node-facts.ts';
import { fullStop } from '../text/words.ts';

/** What a program printed on its standard output, line by line. */
export function linesOf({ text }: Pick<RawOutput, 'text'>): readonly string[] {
  return text.split('\n').map((line) => line.replace(/\r$/, ''));
}

/** Why an output tells nothing, as a sentence: how the program ended, else its own words. */
export function whyNothing(output: Pick<RawOutput, 'text' | 'errorText' | 'end'> | undefined): string {
  if (output === undefined) return 'It was not asked.';
  const { end, errorText, text } = output;
  switch (end.kind) {
    case 'missing-program':
      return `There is no ${end.program} there.`;
    case 'failed':
      return fullStop(end.error.message);
    case 'deadline':
      return 'It did not answer in time.';
    case 'stopped':
      return 'It was stopped.';
    default: {
      const [words = ''] = [errorText, text].map((one) => one.trim().split('\n')[0] ?? '').filter((one) => one !== '');
      return words === '' ? 'It printed nothing.' : fullStop(`It says ‘${words.slice(0, 200)}’`);
    }
  }
}
