import { Box } from 'ink';
import { createContext, type ReactNode, use } from 'react';
import { useScreen } from '../hooks/use-screen.ts';
import { Frame } from '../widgets/frame.tsx';
import type { StyledLine } from '../widgets/styled.ts';

/** The room a dialog has, frame included. */
export interface DialogRoom {
  readonly columns: number;
  readonly rows: number;
}

export const DialogRoomContext = createContext<DialogRoom>({ columns: 80, rows: 24 });

/** Cells inside a dialog's frame: the panes' own room on small screens, but not wider than a person reads. */
export function useDialogSize(widest = 110, highest = 60): { readonly width: number; readonly height: number } {
  const { columns, rows } = use(DialogRoomContext);
  return { width: Math.min(widest, columns - 2), height: Math.min(highest, rows - 4) };
}

export interface DialogFrameProps {
  readonly title: string;
  /** The keys that work in it, in the lower part of the frame. */
  readonly hints: string;
  readonly lines: readonly StyledLine[];
  readonly width: number;
  readonly height: number;
  readonly selected?: number | undefined;
}

/** A framed box in the middle of the screen, over the panes. */
export function DialogFrame({ title, hints, lines, width, height, selected }: DialogFrameProps): ReactNode {
  const { columns, rows } = use(DialogRoomContext);
  const shown = lines.slice(0, height - 1);
  const { screenReader } = useScreen().terminal.capabilities;
  const filled = [...shown, ...Array.from({ length: height - 1 - shown.length }, (): StyledLine => [])];
  return (
    <Box
      position={screenReader ? 'relative' : 'absolute'}
      marginLeft={Math.max(0, Math.floor((columns - width - 2) / 2))}
      marginTop={Math.max(0, Math.floor((rows - height - 2) / 2))}
    >
      <Frame
        title={[{ text: title, tone: 'title' }]}
        lines={[...filled, [{ text: ` ${hints}`, tone: 'quiet' }]]}
        width={width}
        height={height}
        marked
        highlighted
        selected={selected}
      />
    </Box>
  );
}
