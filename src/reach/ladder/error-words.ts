import { PlumblineError } from '../../contracts/errors.ts';

/** What went wrong as a clause: our sentence and the server's own words, where they are not in it. */
export function errorWords(error: unknown): string {
  if (!(error instanceof PlumblineError)) return error instanceof Error ? error.message : String(error);
  const { serverMessage } = error.facts;
  const said = serverMessage === undefined || error.message.includes(serverMessage) ? '' : ` ${serverMessage}`;
  return `${error.message}${said}`.replace(/\.$/, '');
}
