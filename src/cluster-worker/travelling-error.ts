import { PlumblineError } from '../contracts/errors.ts';
import type { TravellingError } from './protocol.ts';

/** Takes any error apart for the way between threads; what is no PlumblineError is a defect and says so. */
export function packError(error: unknown, operation: string): TravellingError {
  if (error instanceof PlumblineError) {
    const { cause: _cause, ...facts } = error.facts;
    return { message: error.message, facts };
  }
  const words = error instanceof Error ? error.message : String(error);
  return {
    message: `To ${operation} failed for a reason that plumbline did not expect: ${words}.`,
    facts: { kind: 'internal', operation, serverMessage: words },
  };
}

export function unpackError({ message, facts }: TravellingError): PlumblineError {
  return new PlumblineError(message, facts);
}
