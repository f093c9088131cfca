import type { ReactNode } from 'react';
import { useActions } from '../hooks/use-actions.ts';
import { useFilter } from '../hooks/use-filter.ts';
import { useFindings } from '../hooks/use-findings.ts';
import { useList } from '../hooks/use-list.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { useView } from '../hooks/use-view.ts';
import { copyText } from '../screen/copy.ts';
import { notify, openDialog } from '../screen/model.ts';
import { fitColumns, headingLine, rowLine } from '../widgets/columns.ts';
import { PaneBox } from '../widgets/pane-box.tsx';
import { line, type StyledLine } from '../widgets/styled.ts';
import { emptyLine, freshnessLines, rowMarks } from './list-lines.ts';
import type { PaneProps } from './pane-props.ts';
import { policyColumns } from './policy-lines.ts';

/** NetworkPolicies: how many pods each selects, and what it does to either direction. */
export function PoliciesPane(props: PaneProps): ReactNode {
  const { width, height, focused } = props;
  const model = useScreen();
  const { glyphs } = model.terminal.capabilities;
  const state = useScreenState();
  const { cni } = useStore(model.session.cluster.status);
  const filter = useFilter('policies', 'policies', focused);
  const notEnforced = cni?.enforcesPolicies === 'no';
  const filterShown = filter.text !== '' || state.filtering === 'policies';
  const room = Math.max(1, height - 1 - (filterShown ? 1 : 0) - (notEnforced ? 1 : 0));
  const { offset } = state.lists.policies;
  const snapshot = useView({ kind: 'policies', filter: filter.text, offset, limit: room });
  const rows = snapshot?.rows ?? [];
  const trouble = freshnessLines(snapshot?.freshness, useNow(5000), width);
  const visible = Math.max(1, room - trouble.length);
  const place = useList({
    name: 'policies',
    length: snapshot?.matched ?? 0,
    height: visible,
    keys: rows.map((row) => row.record.uid),
    offset: snapshot?.offset ?? 0,
    focused,
  });
  const current = rows[place.selected - (snapshot?.offset ?? 0)];
  const notAnEnd = (): void =>
    notify(model, 'a policy is no end of a link; open it and mark one of the pods it selects', 'warning');

  useActions(focused, { lint: () => openDialog(model, { kind: 'lint' }) });
  useActions(focused && current !== undefined, {
    open: () => current && openDialog(model, { kind: 'policy', row: current }),
    copy: () => current && copyText(model, `${current.record.namespace}/${current.record.name}`),
    'mark-source': notAnEnd,
    'mark-destination': notAnEnd,
  });

  const findings = useFindings();
  const fitted = fitColumns(policyColumns(width, findings), rows, width - 3);
  const lines: StyledLine[] = [[{ text: '   ' }, ...headingLine(fitted)]];
  if (notEnforced) lines.unshift(line(' NOT ENFORCED by this CNI', 'bad'));
  lines.push(...trouble);
  let selected: number | undefined;
  for (const row of rows.slice(0, visible)) {
    if (row === current && focused) selected = lines.length;
    lines.push([{ text: rowMarks(row === current, undefined), tone: 'key' }, ...rowLine(fitted, row, glyphs.ellipsis)]);
  }
  if (snapshot !== undefined && rows.length === 0) lines.push(emptyLine(snapshot, 'policies', filter.text));
  const filterLine = filter.line(snapshot?.matched ?? 0, snapshot?.total ?? 0);
  if (filterLine !== undefined) {
    while (lines.length < height - 1) lines.push([]);
    lines[height - 1] = filterLine;
  }
  const extra = snapshot === undefined ? '' : String(snapshot.matched);
  return <PaneBox {...props} pane="policies" extra={extra} lines={lines} selected={selected} />;
}
