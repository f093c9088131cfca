import { stringify } from 'yaml';
import { PlumblineError } from '../contracts/errors.ts';
import { isFinished } from '../inventory/inventory.ts';
import type { ObjectDetail } from '../inventory/detail.ts';
import { type Fields, fieldsOf, isFields } from '../inventory/prune/fields.ts';
import { createInterner } from '../inventory/prune/intern.ts';
import { pruneNode } from '../inventory/prune/node.ts';
import { prunePod } from '../inventory/prune/pod.ts';
import { pruneService } from '../inventory/prune/service.ts';
import type { EndpointSliceRecord, InventoryRecord } from '../inventory/records.ts';
import type { ContextSession } from './context-session.ts';
import type { Calls } from './protocol.ts';

const relatedMost = 200;
const eventsMost = 50;

/** Reads one object anew and puts together what is known around it. Throws PlumblineErrors. */
export async function readDetail(
  session: ContextSession,
  { kind, namespace, name }: Calls['detail']['ask'],
): Promise<ObjectDetail> {
  const within = `/namespaces/${encodeURIComponent(namespace)}`;
  const path = {
    node: '/api/v1/nodes',
    pod: `/api/v1${within}/pods`,
    service: `/api/v1${within}/services`,
  }[kind];
  const object = `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
  const connection = await session.connection();
  const read = await connection.json<unknown>({
    path: `${path}/${encodeURIComponent(name)}`,
    operation: `read the ${kind}`,
    object,
  });
  const record = isFields(read) ? prune(kind, read) : undefined;
  if (!isFields(read) || record === undefined) {
    throw new PlumblineError(`The server answered something else than ${object}.`, {
      kind: 'protocol',
      operation: `read the ${kind}`,
      object,
    });
  }
  const events = [...session.inventory.events.values()]
    .filter(
      (event) =>
        event.about.uid === record.uid || (kind === 'node' && event.about.kind === 'Node' && event.about.name === name),
    )
    .sort((one, other) => other.lastSeen - one.lastSeen)
    .slice(0, eventsMost);
  return { record, events, related: relatedTo(record, session), yaml: yamlOf(read) };
}

function prune(kind: Calls['detail']['ask']['kind'], object: Fields): InventoryRecord | undefined {
  const interner = createInterner();
  switch (kind) {
    case 'pod':
      return prunePod(object, interner, 'all');
    case 'node':
      return pruneNode(object, interner);
    case 'service':
      return pruneService(object, interner);
  }
}

function relatedTo(record: InventoryRecord, { inventory }: ContextSession): readonly string[] {
  const names = (records: readonly { readonly namespace: string; readonly name: string }[]) =>
    records
      .map((one) => `${one.namespace}/${one.name}`)
      .sort()
      .slice(0, relatedMost);
  switch (record.kind) {
    case 'node':
      return names([...inventory.podsOnNode(record.name)].filter((pod) => !isFinished(pod)));
    case 'service':
      return [...inventory.slicesOfService(record.namespace, record.name)]
        .flatMap((slice) => slice.endpoints.map((endpoint) => backendText(record.namespace, endpoint)))
        .sort()
        .slice(0, relatedMost);
    default:
      return [];
  }
}

type SliceEndpoint = EndpointSliceRecord['endpoints'][number];

/** '10.244.2.8 shop/backend-1 @worker-2, NOT ready'. */
function backendText(namespace: string, { addresses, pod, node, ready, terminating }: SliceEndpoint): string {
  const words = [addresses.join(','), pod && `${namespace}/${pod}`, node && `@${node}`].filter(Boolean).join(' ');
  return `${words}${terminating ? ', terminating' : ready ? '' : ', NOT ready'}`;
}

/** An object as YAML, without the fields that servers keep for themselves. */
export function yamlOf(object: Fields): string {
  const { managedFields: _managedFields, ...metadata } = fieldsOf(object, 'metadata');
  return stringify({ ...object, metadata }, { lineWidth: 0 });
}
