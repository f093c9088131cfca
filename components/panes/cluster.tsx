import type { ReactNode } from 'react';
import type { Endpoint } from '../../src/contracts/endpoint.ts';
import type { RowTypes, ViewQuery } from '../../src/inventory/views.ts';
import { endpointText } from '../../src/link/describe.ts';
import { useActions } from '../hooks/use-actions.ts';
import { useFilter } from '../hooks/use-filter.ts';
import { useList } from '../hooks/use-list.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState } from '../hooks/use-store.ts';
import { useView } from '../hooks/use-view.ts';
import { chooseEnd } from '../screen/choose.ts';
import { copyText } from '../screen/copy.ts';
import { endOf } from '../screen/ends.ts';
import { change, notify, openDialog, placeList } from '../screen/model.ts';
import { makeNodePod } from '../screen/node-pod.ts';
import { type ClusterList, clusterLists, type PodsWithin, topOfList } from '../screen/state.ts';
import { type Column, fitColumns, headingLine, rowLine } from '../widgets/columns.ts';
import { PaneBox } from '../widgets/pane-box.tsx';
import type { StyledLine } from '../widgets/styled.ts';
import { nodeColumns, podColumns, serviceColumns, workloadColumns } from './cluster-columns.ts';
import { emptyLine, freshnessLines, rowMarks } from './list-lines.ts';
import type { PaneProps } from './pane-props.ts';

const sorts = ['namespace', 'name', 'status', 'restarts', 'age', 'node'] as const;

/** Nodes, the pods of a node, all pods, services, workloads: the lists that ends are picked from. */
export function ClusterPane(props: PaneProps): ReactNode {
  const model = useScreen();
  const { clusterList, clusterWithin } = useScreenState();
  const step = (by: number): void => {
    const index = clusterLists.indexOf(clusterList) + by + clusterLists.length;
    change(model, { clusterList: clusterLists[index % clusterLists.length] ?? 'nodes', clusterWithin: undefined });
  };
  useActions(props.focused, { 'next-list': () => step(1), 'previous-list': () => step(-1) });
  if (clusterWithin !== undefined) {
    return <PodsOf key={`${clusterWithin.kind} ${nameOf(clusterWithin)}`} within={clusterWithin} {...props} />;
  }
  switch (clusterList) {
    case 'nodes':
      return <Nodes {...props} />;
    case 'pods':
      return <Pods name="pods" extra="pods" {...props} />;
    case 'services':
      return <Services {...props} />;
    case 'workloads':
      return <Workloads {...props} />;
  }
}

function Nodes(props: PaneProps): ReactNode {
  const model = useScreen();
  return (
    <Rows
      {...props}
      list="nodes"
      name="nodes"
      extra="nodes"
      columns={(_, now) => nodeColumns(now)}
      open={(row) => change(model, { clusterWithin: { kind: 'node', name: row.record.name } })}
    />
  );
}

/** 'worker-1', 'Deployment backend'. */
function nameOf(within: PodsWithin): string {
  return within.kind === 'node' ? within.name : `${within.workload} ${within.namespace}/${within.name}`;
}

/** The pods of one node or workload. Esc takes the filter away, then goes back to where they were opened. */
function PodsOf({ within, ...props }: PaneProps & { readonly within: PodsWithin }): ReactNode {
  const model = useScreen();
  useActions(props.focused, {
    back: () => {
      const { filter } = model.state.getSnapshot().lists['pods-within'];
      placeList(model, 'pods-within', topOfList);
      if (filter === '') change(model, { clusterWithin: undefined });
    },
  });
  const extra = `pods ${within.kind === 'node' ? 'on' : 'of'} ${within.name}`;
  const query = within.kind === 'node' ? { node: within.name } : { workload: within };
  return <Pods name="pods-within" extra={extra} query={query} ofNode={within.kind === 'node'} {...props} />;
}

interface PodsProps extends PaneProps {
  readonly name: 'pods' | 'pods-within';
  readonly extra: string;
  readonly query?: Narrowing;
  readonly ofNode?: boolean;
}

function Pods({ ofNode = false, ...props }: PodsProps): ReactNode {
  const model = useScreen();
  return (
    <Rows
      {...props}
      list="pods"
      columns={(rows, now) => podColumns(rows, now, ofNode)}
      open={({ record }) =>
        openDialog(model, { kind: 'detail', of: { kind: 'pod', namespace: record.namespace, name: record.name } })
      }
    />
  );
}

function Services(props: PaneProps): ReactNode {
  const model = useScreen();
  return (
    <Rows
      {...props}
      list="services"
      name="services"
      extra="services"
      columns={serviceColumns}
      open={({ record }) =>
        openDialog(model, { kind: 'detail', of: { kind: 'service', namespace: record.namespace, name: record.name } })
      }
    />
  );
}

function Workloads(props: PaneProps): ReactNode {
  const model = useScreen();
  return (
    <Rows
      {...props}
      list="workloads"
      name="workloads"
      extra="workloads"
      columns={workloadColumns}
      open={({ workload, namespace, name }) =>
        change(model, { clusterWithin: { kind: 'workload', workload, namespace, name } })
      }
    />
  );
}

/** Only the rows of a node or a workload. */
type Narrowing = Pick<ViewQuery<'pods'>, 'node' | 'workload'>;

interface RowsProps<List extends ClusterList> extends PaneProps {
  readonly list: List;
  readonly name: ClusterList | 'pods-within';
  readonly extra: string;
  readonly query?: Narrowing;
  /** For the rows that are visible; the number is the time. */
  readonly columns: (rows: readonly RowTypes[List][], now: number) => readonly Column<RowTypes[List]>[];
  readonly open?: (row: RowTypes[List]) => void;
}

/** One list: heading, as many rows as fit, the filter. */
function Rows<List extends ClusterList>(props: RowsProps<List>): ReactNode {
  const { list, name, extra, query, columns, open, width, height, focused } = props;
  const model = useScreen();
  const { glyphs } = model.terminal.capabilities;
  const state = useScreenState();
  const now = useNow(5000);
  const filter = useFilter('cluster', name, focused);
  const visible = Math.max(1, height - 1 - (filter.text !== '' || state.filtering === 'cluster' ? 1 : 0));
  const { offset } = state.lists[name];
  const column = sorts[state.sort % sorts.length] ?? 'namespace';
  const snapshot = useView({
    kind: list,
    filter: filter.text,
    offset,
    limit: visible,
    ...query,
    ...(state.sort === 0 ? {} : { sort: { column, descending: column === 'restarts' } }),
  });
  const rows = snapshot?.rows ?? [];
  const endpointOf = (row: RowTypes[List]): Endpoint => row.endpoint;
  const trouble = freshnessLines(snapshot?.freshness, now, width);
  const shown = Math.max(1, visible - trouble.length);
  const place = useList({
    name,
    length: snapshot?.matched ?? 0,
    height: shown,
    keys: rows.map((row) => endpointText(endpointOf(row))),
    offset: snapshot?.offset ?? 0,
    focused,
  });
  const current = rows[place.selected - (snapshot?.offset ?? 0)];

  useActions(focused && current !== undefined, {
    'mark-source': () => current && chooseEnd(model, 'source', endpointOf(current)),
    'mark-destination': () => current && chooseEnd(model, 'destination', endpointOf(current)),
    copy: () => current && copyText(model, endpointText(endpointOf(current))),
    ...(open === undefined ? {} : { open: () => current && open(current) }),
    ...(current?.kind === 'node'
      ? {
          'node-facts': () => openDialog(model, { kind: 'node-facts', node: current.record.name }),
          'node-logs': () => openDialog(model, { kind: 'node-logs', node: current.record.name }),
          'node-debug-pod': () => makeNodePod(model, current.record.name),
        }
      : {}),
    ...(current?.kind === 'workload' ? {} : { describe: () => current && describe(current) }),
  });
  useActions(focused, {
    sort: () => {
      const next = (state.sort + 1) % sorts.length;
      change(model, { sort: next });
      notify(model, `sorted by ${sorts[next]}`);
    },
  });
  const describe = (row: RowTypes[List]): void => {
    if (row.kind === 'workload') return;
    const { kind, namespace, name } = row.record;
    openDialog(model, { kind: 'detail', of: { kind, namespace, name } });
  };

  const fitted = fitColumns(columns(rows.slice(0, shown), now), rows.slice(0, shown), width - 3);
  const lines: StyledLine[] = [[{ text: '   ' }, ...headingLine(fitted)]];
  lines.push(...trouble);
  let selected: number | undefined;
  for (const row of rows.slice(0, shown)) {
    const isSelected = row === current;
    if (isSelected && focused) selected = lines.length;
    lines.push([
      { text: rowMarks(isSelected, endOf(endpointOf(row), state.ends)), tone: 'key' },
      ...rowLine(fitted, row, glyphs.ellipsis),
    ]);
  }
  if (snapshot !== undefined && rows.length === 0) lines.push(emptyLine(snapshot, list, filter.text));
  const filterLine = filter.line(snapshot?.matched ?? 0, snapshot?.total ?? 0);
  if (filterLine !== undefined) {
    while (lines.length < height - 1) lines.push([]);
    lines[height - 1] = filterLine;
  }
  const counts = snapshot === undefined ? '' : ` ${snapshot.matched}`;
  const sorted = state.sort === 0 ? '' : ` by ${column}`;
  return <PaneBox {...props} pane="cluster" extra={extra + counts + sorted} lines={lines} selected={selected} />;
}
