import { Text } from 'ink';
import type { ReactNode } from 'react';
import { useScreen } from '../hooks/use-screen.ts';
import { paint } from './paint.ts';
import type { StyledLine } from './styled.ts';

export interface LineProps {
  readonly spans: StyledLine;
  readonly width: number;
}

/** One line of the screen, safe and of exact width. */
export function Line({ spans, width }: LineProps): ReactNode {
  const { capabilities } = useScreen().terminal;
  return <Text wrap="truncate">{paint(spans, width, capabilities)}</Text>;
}
