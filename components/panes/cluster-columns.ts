import type { NodeRow, PodRow, ServiceRow, WorkloadRow } from '../../src/inventory/views.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { Column } from '../widgets/columns.ts';
import { age } from '../widgets/format.ts';

/** Columns of the node list; `now` is for ages. */
export function nodeColumns(now: number): readonly Column<NodeRow>[] {
  return [
    { title: 'NODE', least: 12, cut: 'middle', text: (row) => row.record.name },
    {
      title: 'STATUS',
      most: 24,
      text: (row) => row.problem ?? (row.record.unschedulable ? 'Ready, cordoned' : 'Ready'),
      tone: (row) => (row.problem === undefined ? 'normal' : 'bad'),
    },
    {
      title: 'PODS',
      align: 'right',
      text: (row) => (row.podsNotReady > 0 ? `${row.pods} (${row.podsNotReady}!)` : String(row.pods ?? '?')),
      tone: (row) => (row.podsNotReady > 0 ? 'warning' : 'normal'),
    },
    { title: 'IP', least: 15, text: (row) => row.record.internalAddresses.join(','), drop: 1 },
    { title: 'POD CIDR', least: 16, text: (row) => row.record.podCidrs.join(',') || '-', drop: 2 },
    { title: 'KUBELET', text: (row) => row.record.kubeletVersion, drop: 3 },
    { title: 'AGE', align: 'right', text: (row) => age(row.record.createdAt, now), drop: 4 },
  ];
}

const readyTone = (row: PodRow): Tone => (row.record.ready || row.record.status === 'Completed' ? 'normal' : 'bad');

/** Columns of the pod list for the rows that are visible; `now` is for ages. */
export function podColumns(rows: readonly PodRow[], now: number, ofNode: boolean): readonly Column<PodRow>[] {
  // Where every pod runs, READY says all that the status does.
  const allRun = rows.every(({ record }) => record.status === 'Running');
  return [
    { title: 'NAMESPACE', least: 12, cut: 'middle', text: (row) => row.record.namespace, drop: 2 },
    { title: 'POD', least: 20, cut: 'middle', text: (row) => row.record.name },
    {
      title: 'READY',
      align: 'right',
      text: (row) => `${row.record.readyContainers}/${row.record.containers.filter((c) => c.role === 'app').length}`,
      tone: readyTone,
    },
    { title: 'STATUS', most: 18, text: (row) => row.record.status, tone: readyTone, drop: allRun ? 8 : 3 },
    {
      title: 'RST',
      align: 'right',
      text: (row) => String(row.record.restarts),
      tone: (row) => (row.record.restarts > 0 ? 'warning' : 'normal'),
      drop: 5,
    },
    { title: 'IP', least: 15, cut: 'middle', text: (row) => row.record.addresses[0] ?? '-', drop: 1 },
    ...(ofNode ? [] : [{ title: 'NODE', least: 8, cut: 'middle' as const, text: nodeOf, drop: 4 }]),
    { title: 'AGE', align: 'right', text: (row) => age(row.record.createdAt, now), drop: 6 },
    { title: 'LABELS', least: 20, text: (row) => labelText(row.record.labels), drop: 7 },
  ];
}

const nodeOf = (row: PodRow): string => row.record.node || '-';

/** '2/3'; '?' where the backends are not known, which is not none. */
export const backendsText = (row: ServiceRow): string =>
  row.backends === undefined ? '?' : `${row.backendsReady}/${row.backends}`;

/** Columns of the service list. */
export function serviceColumns(): readonly Column<ServiceRow>[] {
  return [
    { title: 'NAMESPACE', least: 12, cut: 'middle', text: (row) => row.record.namespace, drop: 2 },
    { title: 'SERVICE', least: 16, cut: 'middle', text: (row) => row.record.name },
    {
      title: 'BACKENDS',
      align: 'right',
      text: backendsText,
      tone: (row) =>
        row.backends !== undefined && row.backendsReady === 0 && row.record.type !== 'ExternalName' ? 'bad' : 'normal',
    },
    { title: 'TYPE', text: (row) => row.record.type, drop: 4 },
    {
      title: 'CLUSTER IP',
      least: 15,
      text: (row) => row.record.clusterAddresses[0] ?? (row.record.externalName || 'None'),
      drop: 1,
    },
    {
      title: 'PORTS',
      least: 16,
      text: (row) => row.record.ports.map((port) => `${port.port}/${port.protocol}`).join(','),
      drop: 3,
    },
  ];
}

/** Columns of the workload list. */
export function workloadColumns(): readonly Column<WorkloadRow>[] {
  return [
    { title: 'NAMESPACE', least: 12, cut: 'middle', text: (row) => row.namespace, drop: 1 },
    { title: 'WORKLOAD', least: 16, cut: 'middle', text: (row) => row.name },
    {
      title: 'READY',
      align: 'right',
      text: (row) => `${row.podsReady}/${row.pods}`,
      tone: (row) => (row.podsReady < row.pods ? 'bad' : 'normal'),
    },
    { title: 'KIND', text: (row) => row.workload, drop: 2 },
  ];
}

/** 'app=web,tier=front', in key order. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key] ?? ''}`)
    .join(',');
}
