import type { Consent, Intent } from '../contracts/consent.ts';
import { PlumblineError } from '../contracts/errors.ts';

/** Decides whether the session's mode allows an intent; injected, because modes belong to the operator. */
export type Weigh = (intent: Intent) => Consent;

/** The one write gate: throws a PlumblineError of kind 'consent' for what the mode does not allow. */
export function passGate(weigh: Weigh, intent: Intent, operation: string, object: string | undefined): void {
  const consent = weigh(intent);
  if (consent.allowed) return;
  throw new PlumblineError(consent.sentence, {
    kind: 'consent',
    operation,
    ...(object === undefined ? {} : { object }),
    nextStep: `Start plumbline in ${consent.needs} mode to allow it.`,
  });
}
