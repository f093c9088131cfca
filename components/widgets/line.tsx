import { Text } from 'ink';
import type { ReactNode } from 'react';
import { useScreen } from '../hooks/use-screen.ts';
import { fitLine } from './fit-line.ts';
import type { StyledLine } from './styled.ts';

export interface LineProps {
  readonly spans: StyledLine;
  readonly width: number;
  /** The row under the cursor: inverse where the terminal can, and always with its own text marker. */
  readonly selected?: boolean;
}

/** The pieces of one line, safe and of exact width, as styled text inside a Text. */
export function LineSpans({ spans, width, selected = false }: LineProps): ReactNode {
  const { glyphs, theme } = useScreen().terminal.capabilities;
  const fitted = fitLine(spans, width, glyphs);
  if (selected) {
    const text = fitted.map((span) => span.text).join('');
    return <Text {...theme.styles.selected}>{text}</Text>;
  }
  return fitted.map((span, index) => (
    <Text key={index} {...theme.styles[span.tone ?? 'normal']}>
      {span.text}
    </Text>
  ));
}

/** One line of the screen. */
export function Line(props: LineProps): ReactNode {
  return (
    <Text wrap="truncate">
      <LineSpans {...props} />
    </Text>
  );
}
