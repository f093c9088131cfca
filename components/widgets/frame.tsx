import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { styledText } from '../../src/terminal/styled-text.ts';
import { paint } from './paint.ts';
import { lineText, type StyledLine } from './styled.ts';

export interface FrameProps {
  readonly title: StyledLine;
  /** At the right end of the upper frame line; of the lower one where there is no room above. */
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
  const { capabilities } = useScreen().terminal;
  const { glyphs, theme } = capabilities;
  const { frame } = glyphs;
  const border = (text: string): string => styledText(text, highlighted ? theme.borderFocused : theme.border);
  const titleWidth = Math.min(lineText(title).length, width - 2);
  const room = Math.max(0, width - titleWidth - 2);
  const tail = aside !== '' && room >= aside.length + 3 ? ` ${aside} ` : '';
  const below = aside !== '' && tail === '' && width >= aside.length + 3 ? ` ${aside} ` : '';
  const upper =
    border((first ? frame.topLeft : frame.teeLeft) + (marked ? '[' : frame.horizontal)) +
    paint(title, titleWidth, capabilities) +
    border((marked ? ']' : frame.horizontal) + frame.horizontal.repeat(room - tail.length)) +
    paint([{ text: tail, tone: 'quiet' }], tail.length, capabilities) +
    border(first ? frame.topRight : frame.teeRight);
  const side = border(frame.vertical);
  const rows = Array.from(
    { length: height },
    (_, index) => side + paint(lines[index] ?? [], width, capabilities, index === selected) + side,
  );
  const lower =
    border(frame.bottomLeft + frame.horizontal.repeat(width - below.length)) +
    paint([{ text: below, tone: 'quiet' }], below.length, capabilities) +
    border(frame.bottomRight);
  return (
    <Box width={width + 2} flexShrink={0}>
      <Text wrap="truncate">{[upper, ...rows, ...(last ? [lower] : [])].join('\n')}</Text>
    </Box>
  );
}
