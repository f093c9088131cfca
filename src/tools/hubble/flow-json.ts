import { type Fields, fieldsOf, isFields, numberOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { dropReasonName } from './drop-reasons.ts';
import type { HubbleFlow } from './flow.ts';

/**
 * The flow of a line of `hubble observe -o json` (or jsonpb): `{"flow":{…}}`, or the bare flow of before. 'other' for a
 * line that is no flow (lost events, state of a node), undefined for a line that is none of them.
 */
export function flowOfJson(line: string): HubbleFlow | 'other' | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isFields(value)) return undefined;
  if (
    isFields(value['lost_events']) ||
    isFields(value['node_status']) ||
    isFields(value['agent_event']) ||
    isFields(value['debug_event'])
  )
    return 'other';
  const flow = isFields(value['flow']) ? value['flow'] : value;
  const verdict = textOf(flow, 'verdict');
  if (verdict === '') return undefined;
  const l4 = fieldsOf(flow, 'l4');
  const [protocol = '', ports] = Object.entries(l4)[0] ?? [];
  const port = (key: string) => (isFields(ports) ? (numberOf(ports, key) ?? '') : '');
  const ip = fieldsOf(flow, 'IP');
  const number = numberOf(flow, 'drop_reason');
  const event = fieldsOf(flow, 'event_type');
  const subType = numberOf(event, 'sub_type');
  // A drop's sub type is its reason; where the field for it is missing, this one still tells it.
  const coded = number ?? (numberOf(event, 'type') === 1 ? subType : undefined);
  const described =
    textOf(flow, 'drop_reason_desc') || (coded === undefined || coded === 0 ? '' : dropReasonName(coded));
  const flags = isFields(ports) ? Object.keys(fieldsOf(ports, 'flags')) : [];
  return {
    time: textOf(flow, 'time') || undefined,
    node: textOf(flow, 'node_name') || undefined,
    source: endOf(fieldsOf(flow, 'source'), textOf(ip, 'source'), port('source_port'), textsOf(flow, 'source_names')),
    destination: endOf(
      fieldsOf(flow, 'destination'),
      textOf(ip, 'destination'),
      port('destination_port'),
      textsOf(flow, 'destination_names'),
    ),
    verdict,
    reason: verdict === 'DROPPED' && described !== '' ? described : undefined,
    type: textOf(flow, 'Type') || undefined,
    direction: textOf(flow, 'traffic_direction') || undefined,
    summary:
      textOf(flow, 'Summary') ||
      (protocol === '' ? undefined : `${protocol}${flags.length === 0 ? '' : ` ${flags.join(', ')}`}`),
  };
}

function endOf(end: Fields, address: string, port: number | '', names: readonly string[]): string {
  const pod = textOf(end, 'pod_name');
  const name = pod === '' ? (names[0] ?? '') : [textOf(end, 'namespace'), pod].filter((part) => part !== '').join('/');
  const where = port === '' ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return name === '' ? where : `${name} (${where})`;
}
