import { makeEvent } from '../../world/events.ts';
import { asRecord } from '../../world/fields.ts';
import type { KubernetesObject } from '../../world/types.ts';
import type { ControlPlane } from './controller.ts';

/** Generated names differ from try to try; the refusal is the same. */
const withoutNames = (message: string): string => message.replace(/pods "[^"]*"/, 'pods');

/** Tells once why an owner's pods are refused, as the controllers do. */
export function tellFailedCreate({ store, now }: ControlPlane, owner: KubernetesObject, why: string): void {
  const message = `Error creating: ${why}`;
  const known = store
    .list('events', owner.metadata.namespace)
    .some(
      (event) =>
        event['reason'] === 'FailedCreate' &&
        asRecord(event['involvedObject'])['uid'] === owner.metadata.uid &&
        withoutNames(String(event['message'])) === withoutNames(message),
    );
  if (known) return;
  const component = `${owner.kind.toLowerCase()}-controller`;
  const event = { about: owner, type: 'Warning', reason: 'FailedCreate', message, component } as const;
  store.put('events', makeEvent({ ...event, at: now() }));
}
