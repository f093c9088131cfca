import { wrap } from '../../src/terminal/fit.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** What is wrong with the connection or the record, in at most two lines; none when all is well. */
export function useProblemLines(width: number): readonly StyledLine[] {
  const { session } = useScreen();
  const { problem } = useStore(session.cluster.status);
  const recordProblem = useStore(session.recordProblem);
  const sentences: string[] = [];
  if (problem !== undefined) sentences.push([problem.sentence, problem.nextStep].filter(Boolean).join(' '));
  if (recordProblem !== undefined) sentences.push(`${recordProblem.sentence} ${recordProblem.nextStep}`);
  return sentences
    .flatMap((sentence) => wrap(`! ${sentence}`, width - 1))
    .slice(0, 2)
    .map((text) => line(` ${text}`, 'bad'));
}
