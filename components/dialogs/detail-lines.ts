import type { ObjectDetail } from '../../src/inventory/detail.ts';
import type { Condition, EventRecord, NodeRecord, PodRecord, ServiceRecord } from '../../src/inventory/records.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine, safeLines } from '../../src/terminal/safe-text.ts';
import { labelText } from '../panes/cluster-columns.ts';
import { age } from '../widgets/format.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** An object in lines: what matters first, then its YAML. */
export function detailLines(detail: ObjectDetail, now: number, width: number): readonly StyledLine[] {
  const { record, events, related, yaml } = detail;
  const lines: StyledLine[] = [];
  if (record.kind === 'pod') lines.push(...podLines(record, related));
  if (record.kind === 'node') lines.push(...nodeLines(record));
  if (record.kind === 'service') lines.push(...serviceLines(record));
  lines.push(fact('labels', labelText(record.labels) || '-'), fact('age', age(record.createdAt, now)));
  if ('conditions' in record) lines.push([], ...conditionLines(record.conditions, now, width));
  lines.push([], line(' Recent events', 'title'));
  if (events.length === 0) lines.push(line('  none', 'quiet'));
  for (const event of events) lines.push(...eventLines(event, now, width));
  lines.push([], line(' YAML', 'title'), ...safeLines(yaml).map((text) => line(` ${text}`)));
  return lines;
}

function fact(name: string, value: string): StyledLine {
  return [{ text: ` ${name.padEnd(12)}`, tone: 'quiet' }, { text: value }];
}

function podLines(pod: PodRecord, policies: readonly string[]): readonly StyledLine[] {
  return [
    fact('status', `${pod.status}${pod.ready ? '' : ', NOT ready'}`),
    fact('IP', pod.addresses.join(', ') || '-'),
    fact('node', pod.node || '-'),
    ...(pod.hostNetwork ? [fact('network', 'the node’s own (hostNetwork)')] : []),
    fact('owner', pod.owner === undefined ? '-' : `${pod.owner.kind} ${pod.owner.name}`),
    fact('selected by', policies.length === 0 ? 'no NetworkPolicy' : policies.join(', ')),
    ...pod.containers.map((container) =>
      fact(
        container.role === 'app' ? 'container' : container.role,
        `${container.name}  ${container.state}, ${container.restarts} restarts  ${container.image}`,
      ),
    ),
  ];
}

function nodeLines(node: NodeRecord): readonly StyledLine[] {
  return [
    fact('IP', node.internalAddresses.join(', ') || '-'),
    fact('pod CIDR', node.podCidrs.join(', ') || 'none'),
    fact('kubelet', node.kubeletVersion),
    fact('kernel', `${node.kernelVersion}, ${node.osImage}, ${node.containerRuntime}`),
  ];
}

function serviceLines(service: ServiceRecord): readonly StyledLine[] {
  return [
    fact('type', service.type),
    fact('IP', service.clusterAddresses.join(', ') || service.externalName || 'none (headless)'),
    fact('selector', service.selector === undefined ? 'none' : labelText(service.selector)),
    ...service.ports.map((port) => fact('port', `${port.name} ${port.port}/${port.protocol} to ${port.targetPort}`)),
  ];
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
