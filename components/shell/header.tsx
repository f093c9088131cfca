import type { ReactNode } from 'react';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useSparing } from '../hooks/use-sparing.ts';
import { useStore } from '../hooks/use-store.ts';
import { Line } from '../widgets/line.tsx';
import { headerLine } from './header-lines.ts';

/** The first row of the screen. */
export function Header({ width }: { readonly width: number }): ReactNode {
  const { session, terminal } = useScreen();
  const status = useStore(session.cluster.status);
  const slowLink = useStore(terminal.slowLink);
  const sparing = useSparing();
  const stale = Object.values(status.resources).some(({ state }) => state === 'stale');
  // Only an age needs the time; without one the header stands still.
  const now = useNow(stale ? 1000 : undefined);
  const { separator } = terminal.capabilities.glyphs;
  return (
    <Line
      spans={headerLine({ status, mode: session.mode, demo: session.demo, slowLink, sparing, now, width, separator })}
      width={width}
    />
  );
}
