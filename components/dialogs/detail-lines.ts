import type { Freshness } from '../../src/contracts/cluster.ts';
import type { ObjectDetail } from '../../src/inventory/detail.ts';
import type { Condition, EventRecord, NodeRecord, PodRecord, ServiceRecord } from '../../src/inventory/records.ts';
import type { PolicyOnPod } from '../../src/contracts/policy.ts';
import { policyWords } from '../../src/policy/evaluate/names.ts';
import type { Asked } from '../hooks/use-asked.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine, safeLines } from '../../src/terminal/safe-text.ts';
import { labelText } from '../panes/cluster-columns.ts';
import { freshnessLines } from '../panes/list-lines.ts';
import { age } from '../widgets/format.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** An object in lines: what matters first, then its YAML. */
export function detailLines(
  detail: ObjectDetail,
  { policies, events: seen }: { readonly policies: Asked<readonly PolicyOnPod[]>; readonly events: Freshness },
  now: number,
  width: number,
): readonly StyledLine[] {
  const { record, events, related, yaml } = detail;
  const lines: StyledLine[] = [];
  if (record.kind === 'pod') lines.push(...podLines(record, policies, width));
  if (record.kind === 'node') lines.push(...nodeLines(record, width));
  if (record.kind === 'service') lines.push(...serviceLines(record, related, width));
  lines.push(...fact('labels', labelText(record.labels).replaceAll(',', ', ') || '-', width));
  lines.push(...fact('age', age(record.createdAt, now), width));
  if ('conditions' in record) lines.push([], ...conditionLines(record.conditions, now, width));
  lines.push([], line(' Recent events', 'title'));
  // None is an answer only of a list that is there.
  const trouble = freshnessLines(seen, now, width);
  if (events.length === 0 && trouble.length === 0) lines.push(line('  none', 'quiet'));
  lines.push(...trouble);
  for (const event of events) lines.push(...eventLines(event, now, width));
  lines.push([], line(' YAML', 'title'), ...safeLines(yaml).map((text) => line(` ${text}`)));
  return lines;
}

const nameWidth = 13;

/** A name and its value, wrapped behind it. */
function fact(name: string, value: string, width: number): readonly StyledLine[] {
  return wrap(safeLine(value), Math.max(1, width - nameWidth - 1)).map(
    (text, index): StyledLine => [{ text: ` ${index === 0 ? name : ''}`.padEnd(nameWidth), tone: 'quiet' }, { text }],
  );
}

function podLines(pod: PodRecord, policies: Asked<readonly PolicyOnPod[]>, width: number): readonly StyledLine[] {
  return [
    fact('status', `${pod.status}${pod.ready ? '' : ', NOT ready'}`, width),
    fact('IP', pod.addresses.join(', ') || '-', width),
    fact('node', pod.node || '-', width),
    pod.hostNetwork ? fact('network', 'the node’s own (hostNetwork)', width) : [],
    fact('owner', pod.owner === undefined ? '-' : `${pod.owner.kind} ${pod.owner.name}`, width),
    ...selectedBy(policies).map((words, index) => fact(index === 0 ? 'selected by' : '', words, width)),
    ...pod.containers.map((container) =>
      fact(
        container.role === 'app' ? 'container' : container.role,
        `${container.name}  ${container.state}, ${container.restarts} restarts  ${container.image}`,
        width,
      ),
    ),
  ].flat();
}

/** Every policy on a pod, with the directions it governs. */
function selectedBy(policies: Asked<readonly PolicyOnPod[]>): readonly string[] {
  switch (policies.state) {
    case 'asking':
      return ['asking the policies'];
    case 'failed':
      return [`not known: ${policies.sentence}`];
    case 'answered':
      if (policies.answer.length === 0) return ['no policy'];
      return policies.answer.map(
        ({ policy, applies, directions }) =>
          `${applies === 'unknown' ? 'perhaps ' : ''}${policyWords(policy)}: ${directions.join(' and ')}`,
      );
  }
}

function nodeLines(node: NodeRecord, width: number): readonly StyledLine[] {
  return [
    ...fact('IP', node.internalAddresses.join(', ') || '-', width),
    ...fact('pod CIDR', node.podCidrs.join(', ') || 'none', width),
    ...fact('kubelet', node.kubeletVersion, width),
    ...fact('kernel', `${node.kernelVersion}, ${node.osImage}, ${node.containerRuntime}`, width),
  ];
}

function serviceLines(service: ServiceRecord, backends: readonly string[], width: number): readonly StyledLine[] {
  return [
    fact('type', service.type, width),
    fact('IP', service.clusterAddresses.join(', ') || service.externalName || 'none (headless)', width),
    fact('selector', service.selector === undefined ? 'none' : labelText(service.selector), width),
    ...service.ports.map((port) =>
      fact('port', `${port.name} ${port.port}/${port.protocol} to ${port.targetPort}`.trim(), width),
    ),
    ...(backends.length === 0
      ? [fact('backends', 'none', width)]
      : backends.map((backend, index) => fact(index === 0 ? 'backends' : '', backend, width))),
  ].flat();
}

function conditionLines(conditions: readonly Condition[], now: number, width: number): readonly StyledLine[] {
  return [
    line(' Conditions', 'title'),
    ...conditions.flatMap(({ type, status, reason, message, since }) => {
      const when = since === undefined ? '' : ` for ${age(since, now)}`;
      const why = [reason, message].filter((part) => part !== '').join(': ');
      return wrap(safeLine(`${type} ${status}${when}  ${why}`), width - 3).map((text) => line(`  ${text}`));
    }),
  ];
}

function eventLines(event: EventRecord, now: number, width: number): readonly StyledLine[] {
  const times = event.count > 1 ? ` x${event.count}` : '';
  const mark = event.type === 'Warning' ? '!' : ' ';
  const text = `${mark} ${age(event.lastSeen, now)} ago${times}  ${event.reason}: ${event.message}`;
  const tone = event.type === 'Warning' ? 'warning' : 'normal';
  return wrap(safeLine(text), width - 3).map((part) => line(`  ${part}`, tone));
}
