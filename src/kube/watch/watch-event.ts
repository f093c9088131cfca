import { PlumblineError } from '../../contracts/errors.ts';
import { type Fields, fieldsOf, isFields, numberOf, textOf } from '../../inventory/prune/fields.ts';

/** One line of a watch. */
export type WatchEvent =
  | { readonly type: 'put'; readonly object: Fields; readonly resourceVersion: string }
  | { readonly type: 'remove'; readonly object: Fields; readonly resourceVersion: string }
  | { readonly type: 'bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  | { readonly type: 'error'; readonly code: number; readonly message: string };

/** Reads one line; throws a PlumblineError of kind 'protocol' for what is no watch event. */
export function readWatchEvent(line: Buffer): WatchEvent {
  let event: unknown;
  try {
    event = JSON.parse(line.toString('utf8'));
  } catch {
    throw garbled(line);
  }
  if (!isFields(event) || !isFields(event['object'])) throw garbled(line);
  const object = event['object'];
  const metadata = fieldsOf(object, 'metadata');
  const resourceVersion = textOf(metadata, 'resourceVersion');
  switch (event['type']) {
    case 'ADDED':
    case 'MODIFIED':
      return { type: 'put', object, resourceVersion };
    case 'DELETED':
      return { type: 'remove', object, resourceVersion };
    case 'BOOKMARK':
      return {
        type: 'bookmark',
        resourceVersion,
        initialEventsEnd: fieldsOf(metadata, 'annotations')['k8s.io/initial-events-end'] === 'true',
      };
    case 'ERROR':
      return { type: 'error', code: numberOf(object, 'code') ?? 0, message: textOf(object, 'message') };
    default:
      throw garbled(line);
  }
}

function garbled(line: Buffer): PlumblineError {
  return new PlumblineError('The server sent a line in a watch that is no watch event.', {
    kind: 'protocol',
    operation: 'read a watch',
    serverMessage: line.subarray(0, 200).toString('utf8'),
    nextStep: 'plumbline reads the list anew; a proxy in between may garble the stream.',
  });
}
