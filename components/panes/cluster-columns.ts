import type { NodeRow, PodRow, ServiceRow, WorkloadRow } from '../../src/inventory/views.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { Column } from '../widgets/columns.ts';
import { age } from '../widgets/format.ts';

/** Columns of the node list; `now` is for ages. */
export function nodeColumns(now: number): readonly Column<NodeRow>[] {
  return [
    { title: 'NODE', width: 0, text: (row) => row.record.name },
    {
      title: 'STATUS',
      width: 14,
      text: (row) => row.problem ?? (row.record.unschedulable ? 'Ready, cordoned' : 'Ready'),
      tone: (row) => (row.problem === undefined ? 'normal' : 'bad'),
    },
    {
      title: 'PODS',
      width: 7,
      align: 'right',
      text: (row) => (row.podsNotReady > 0 ? `${row.pods} (${row.podsNotReady}!)` : String(row.pods)),
      tone: (row) => (row.podsNotReady > 0 ? 'warning' : 'normal'),
    },
    { title: 'IP', width: 15, text: (row) => row.record.internalAddresses.join(','), drop: 1 },
    { title: 'POD CIDR', width: 16, text: (row) => row.record.podCidrs.join(',') || '-', drop: 2 },
    { title: 'KUBELET', width: 10, text: (row) => row.record.kubeletVersion, drop: 3 },
    { title: 'AGE', width: 4, align: 'right', text: (row) => age(row.record.createdAt, now), drop: 4 },
  ];
}

const readyTone = (row: PodRow): Tone => (row.record.ready || row.record.status === 'Completed' ? 'normal' : 'bad');

/** Columns of the pod list. */
export function podColumns(now: number, ofNode: boolean): readonly Column<PodRow>[] {
  return [
    { title: 'NAMESPACE', width: 12, text: (row) => row.record.namespace, drop: 2 },
    { title: 'POD', width: 0, text: (row) => row.record.name },
    {
      title: 'READY',
      width: 5,
      align: 'right',
      text: (row) => `${row.record.readyContainers}/${row.record.containers.filter((c) => c.role === 'app').length}`,
      tone: readyTone,
    },
    { title: 'STATUS', width: 10, text: (row) => row.record.status, tone: readyTone, drop: 3 },
    {
      title: 'RST',
      width: 4,
      align: 'right',
      text: (row) => String(row.record.restarts),
      tone: (row) => (row.record.restarts > 0 ? 'warning' : 'normal'),
      drop: 4,
    },
    { title: 'IP', width: 15, text: (row) => row.record.addresses[0] ?? '-', drop: 1 },
    ...(ofNode ? [] : [{ title: 'NODE', width: 12, text: (row: PodRow) => row.record.node || '-', drop: 5 }]),
    { title: 'AGE', width: 4, align: 'right', text: (row) => age(row.record.createdAt, now), drop: 6 },
    { title: 'LABELS', width: 30, text: (row) => labelText(row.record.labels), drop: 7 },
  ];
}

/** Columns of the service list. */
export function serviceColumns(): readonly Column<ServiceRow>[] {
  return [
    { title: 'NAMESPACE', width: 12, text: (row) => row.record.namespace, drop: 2 },
    { title: 'SERVICE', width: 0, text: (row) => row.record.name },
    {
      title: 'BACKENDS',
      width: 8,
      align: 'right',
      text: (row) => `${row.backendsReady}/${row.backends}`,
      tone: (row) => (row.backendsReady === 0 && row.record.type !== 'ExternalName' ? 'bad' : 'normal'),
    },
    { title: 'TYPE', width: 12, text: (row) => row.record.type, drop: 4 },
    {
      title: 'CLUSTER IP',
      width: 15,
      text: (row) => row.record.clusterAddresses[0] ?? (row.record.externalName || 'None'),
      drop: 1,
    },
    {
      title: 'PORTS',
      width: 20,
      text: (row) => row.record.ports.map((port) => `${port.port}/${port.protocol}`).join(','),
      drop: 3,
    },
  ];
}

/** Columns of the workload list. */
export function workloadColumns(): readonly Column<WorkloadRow>[] {
  return [
    { title: 'NAMESPACE', width: 12, text: (row) => row.namespace, drop: 1 },
    { title: 'WORKLOAD', width: 0, text: (row) => row.name },
    {
      title: 'READY',
      width: 7,
      align: 'right',
      text: (row) => `${row.podsReady}/${row.pods}`,
      tone: (row) => (row.podsReady < row.pods ? 'bad' : 'normal'),
    },
    { title: 'KIND', width: 12, text: (row) => row.workload, drop: 2 },
  ];
}

/** 'app=web,tier=front', in key order. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key] ?? ''}`)
    .join(',');
}
