import type { HelperQuestion } from '../../contracts/ladder.ts';
import type { AskOperator } from '../../reach/ladder/parts.ts';
import { safeLine } from '../../terminal/safe-text.ts';

/** What was agreed to on the command line. */
export interface AgreedByOption {
  /** --yes */
  readonly yes: boolean;
  /** An image is set, by --image or in the config file; else the choices are only proposals. */
  readonly imageSet: boolean;
  /** Of several kinds this one; the first where it is undefined. */
  readonly variant?: string | undefined;
}

/**
 * Answers for an operator who is not there to be asked: what would be made is told on stderr before, and is made with
 * --yes and a set image only.
 */
export function agreeByOption({ yes, imageSet, variant }: AgreedByOption, tell: (text: string) => void): AskOperator {
  return async (asked) => {
    const choices = asked.choices.filter((choice) => variant === undefined || choice.variant === variant);
    const question = { ...asked, choices };
    tell(questionText(question, imageSet));
    const [first] = question.choices;
    if (!imageSet) {
      return {
        choice: undefined,
        sentence: 'no image for a helper is set',
        nextStep: `Add --image ${first?.image ?? 'IMAGE'}, or set reach.image in the config file.`,
      };
    }
    if (!yes || first === undefined) {
      return {
        choice: undefined,
        sentence: 'a helper could be made for it, and was not agreed to',
        nextStep: 'Add --yes to agree to what is told on stderr.',
      };
    }
    return { choice: first };
  };
}

/** What would be made, as lines for people. */
function questionText({ reasons, choices }: HelperQuestion, imageSet: boolean): string {
  const [first] = choices;
  const proposals = imageSet ? [] : choices.map(({ image, why }) => `proposed image: ${image} (${why})`);
  const lines = [...reasons, ...(first?.told ?? []), ...proposals];
  const command = first === undefined ? [] : [`  $ ${first.commandLine}`];
  return `plumbline: ${[...lines, ...command].map(safeLine).join('\n  ')}\n`;
}
