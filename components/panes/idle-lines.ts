import { wrap } from '../../src/terminal/fit.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** Why a probe measured nothing, and what to do next. */
export function idleLines(sentence: string, nextStep: string | undefined, width: number): readonly StyledLine[] {
  return [
    ...wrap(`not measured: ${sentence}`, width - 2).map((text) => line(` ${text}`, 'warning')),
    ...(nextStep === undefined ? [] : wrap(nextStep, width - 2).map((text) => line(` ${text}`))),
  ];
}
