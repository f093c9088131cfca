import { useEffect, useRef, useState } from 'react';

/** A question's answer as it stands. */
export type Asked<Answer> =
  | { readonly state: 'asking' }
  | { readonly state: 'answered'; readonly answer: Answer }
  | { readonly state: 'failed'; readonly sentence: string };

/**
 * Asks once for each `about`, and tells how it stands; an answer to what is no longer asked is dropped. Asks the same once more
 * with each other `round`: the answer stays until the next one is there.
 */
export function useAsked<Answer>(about: string, ask: () => Promise<Answer>, round = 0): Asked<Answer> {
  const [held, setHeld] = useState<{ readonly about: string; readonly asked: Asked<Answer> }>();
  // `about` says what is asked: `ask` is a new function with every frame.
  const newest = useRef(ask);
  newest.current = ask;
  useEffect(() => {
    let wanted = true;
    newest.current().then(
      (answer) => wanted && setHeld({ about, asked: { state: 'answered', answer } }),
      (error: unknown) => {
        const sentence = error instanceof Error ? error.message : String(error);
        if (wanted) setHeld({ about, asked: { state: 'failed', sentence } });
      },
    );
    return () => {
      wanted = false;
    };
  }, [about, round]);
  return held?.about === about ? held.asked : { state: 'asking' };
}
