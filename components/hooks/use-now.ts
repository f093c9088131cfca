import { useEffect, useState } from 'react';
import { useScreen } from './use-screen.ts';

/** The time, renewed every `period` milliseconds; `undefined` stands still. Ages need seconds, not frames. */
export function useNow(period: number | undefined): number {
  const { now } = useScreen();
  const [time, setTime] = useState(now);
  useEffect(() => {
    setTime(now());
    if (period === undefined) return undefined;
    const timer = setInterval(() => setTime(now()), period);
    return () => clearInterval(timer);
  }, [now, period]);
  return time;
}
