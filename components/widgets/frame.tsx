import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { LineSpans } from './line.tsx';
import { lineText, type StyledLine } from './styled.ts';

export interface FrameProps {
  readonly title: StyledLine;
  /** At the right end of the upper frame line, where there is room. */
  readonly aside?: string;
  readonly lines: readonly StyledLine[];
  /** Cells inside the frame. */
  readonly width: number;
  readonly height: number;
  /** Brackets around the title: it has the keys. */
  readonly marked: boolean;
  readonly highlighted: boolean;
  /** Index into `lines` of the row under the cursor. */
  readonly selected?: number | undefined;
  /** First of its column: its upper corners are corners, not tees. */
  readonly first?: boolean;
  /** Last of its column: it draws the lower frame line. */
  readonly last?: boolean;
}

/** Lines in a frame: exactly `height` of them, each exactly `width` cells; for a screen reader a list without frame. */
export function Frame(props: FrameProps): ReactNode {
  const { screenReader } = useScreen().terminal.capabilities;
  return screenReader ? <LinearFrame {...props} /> : <DrawnFrame {...props} />;
}

function LinearFrame({ title, aside = '', lines, selected }: FrameProps): ReactNode {
  return (
    <Box flexDirection="column" aria-role="list">
      <Text>{safeLine([lineText(title), aside].filter((part) => part !== '').join(', '))}</Text>
      {lines.map((spans, index) =>
        lineText(spans) === '' ? null : (
          <Box key={index} aria-role="listitem" aria-state={{ selected: index === selected }}>
            <Text>{safeLine(spokenText(spans))}</Text>
          </Box>
        ),
      )}
    </Box>
  );
}

/** The gaps between columns are pauses when they are read aloud. */
function spokenText(spans: StyledLine): string {
  return lineText(spans)
    .replace(/^[> ]+/, '')
    .replace(/\s{2,}/g, ', ');
}

function DrawnFrame(props: FrameProps): ReactNode {
  const { title, aside = '', lines, width, height, marked, highlighted, selected, first = true, last = true } = props;
  const { glyphs, theme } = useScreen().terminal.capabilities;
  const { frame } = glyphs;
  const border = highlighted ? theme.borderFocused : theme.border;
  const titleWidth = Math.min(lineText(title).length, width - 2);
  const room = Math.max(0, width - titleWidth - 2);
  const tail = aside !== '' && room >= aside.length + 3 ? ` ${aside} ` : '';
  return (
    <Box flexDirection="column" width={width + 2} flexShrink={0}>
      <Text wrap="truncate">
        <Text {...border}>
          {first ? frame.topLeft : frame.teeLeft}
          {marked ? '[' : frame.horizontal}
        </Text>
        <LineSpans spans={title} width={titleWidth} />
        <Text {...border}>
          {marked ? ']' : frame.horizontal}
          {frame.horizontal.repeat(room - tail.length)}
        </Text>
        <LineSpans spans={[{ text: tail, tone: 'quiet' }]} width={tail.length} />
        <Text {...border}>{first ? frame.topRight : frame.teeRight}</Text>
      </Text>
      {Array.from({ length: height }, (_, index) => (
        <Text key={index} wrap="truncate">
          <Text {...border}>{frame.vertical}</Text>
          <LineSpans spans={lines[index] ?? []} width={width} selected={index === selected} />
          <Text {...border}>{frame.vertical}</Text>
        </Text>
      ))}
      {last ? (
        <Text wrap="truncate" {...border}>
          {frame.bottomLeft}
          {frame.horizontal.repeat(width)}
          {frame.bottomRight}
        </Text>
      ) : null}
    </Box>
  );
}
