import type { ReactNode } from 'react';
import type { CniAgent } from '../../src/cni/summary.ts';
import { countWords } from '../../src/text/words.ts';
import { useActions } from '../hooks/use-actions.ts';
import { useCni } from '../hooks/use-cni.ts';
import { useKeyOf } from '../hooks/use-key-of.ts';
import { useList } from '../hooks/use-list.ts';
import { useLog } from '../hooks/use-log.ts';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { chooseEnd } from '../screen/choose.ts';
import { copyText } from '../screen/copy.ts';
import { endOf } from '../screen/ends.ts';
import { openDialog } from '../screen/model.ts';
import { fitColumns, headingLine, rowLine } from '../widgets/columns.ts';
import { PaneBox } from '../widgets/pane-box.tsx';
import { line, type StyledLine } from '../widgets/styled.ts';
import { nodeLines } from './cni-finding-lines.ts';
import { headLines, lookLines, unknownLines } from './cni-head-lines.ts';
import { type CniRow, cniColumns, cniRows } from './cni-rows.ts';
import { rowMarks } from './list-lines.ts';
import { logLines } from './log-lines.ts';
import type { PaneProps } from './pane-props.ts';

const none: readonly CniAgent[] = [];

/**
 * Which CNI it is, whether policies have any effect, every node as its CNI has it, what is amiss with the selected one, and its
 * agent's log. The nodes are looked into while the pane has the keys.
 */
export function CniPane(props: PaneProps): ReactNode {
  const { width, height, focused } = props;
  const model = useScreen();
  const { glyphs } = model.terminal.capabilities;
  const { ends } = useScreenState();
  const { cni, resources } = useStore(model.session.cluster.status);
  const state = useCni(focused);
  const now = useNow(state === undefined ? undefined : 5000);
  const lookKey = useKeyOf()('look-again');
  const rows = cniRows(cni?.agents ?? none, state);
  const head = [
    ...(cni === undefined ? unknownLines(resources, width) : headLines(cni, width, height - 12)),
    ...lookLines(state, now, width, Math.floor(height / 4), lookKey),
  ];
  const visible = Math.min(rows.length, Math.max(1, height - head.length - 4));
  const place = useList({
    name: 'cni',
    length: rows.length,
    height: visible,
    keys: rows.map((row) => row.node),
    offset: 0,
    focused,
  });
  const row = rows[place.selected];
  const pod = row?.agent?.pod;
  const tail = useLog(pod && { namespace: pod.namespace, pod: pod.name, container: pod.container }, 50);

  useActions(focused, {
    'look-again': () => void model.session.cluster.cni.refresh(),
    'cni-settings': () => openDialog(model, { kind: 'cni' }),
  });
  useActions(focused && row !== undefined, {
    open: () => row && openDialog(model, { kind: 'cni-node', node: row.node }),
    'node-facts': () => row && openDialog(model, { kind: 'node-facts', node: row.node }),
    'node-logs': () => row && openDialog(model, { kind: 'node-logs', node: row.node }),
  });
  useActions(focused && pod !== undefined, {
    'mark-source': () => pod && chooseEnd(model, 'source', { kind: 'pod', namespace: pod.namespace, name: pod.name }),
    'mark-destination': () =>
      pod && chooseEnd(model, 'destination', { kind: 'pod', namespace: pod.namespace, name: pod.name }),
    logs: () =>
      row !== undefined &&
      pod !== undefined &&
      openDialog(model, {
        kind: 'network-logs',
        node: row.node,
        target: { namespace: pod.namespace, pod: pod.name, container: pod.container },
      }),
    copy: () => pod && copyText(model, `pod/${pod.namespace}/${pod.name}`),
  });

  const fitted = fitColumns(cniColumns(state), rows, width - 3);
  const lines: StyledLine[] = [...head];
  let selected: number | undefined;
  if (rows.length > 0) lines.push([{ text: '   ' }, ...headingLine(fitted)]);
  for (const one of rows.slice(place.offset, place.offset + visible)) {
    const isSelected = one === row;
    if (isSelected && focused) selected = lines.length;
    const agent = one.agent?.pod;
    const end = agent && endOf({ kind: 'pod', namespace: agent.namespace, name: agent.name }, ends);
    lines.push([{ text: rowMarks(isSelected, end), tone: 'key' }, ...rowLine(fitted, one, glyphs.ellipsis)]);
  }
  lines.push(...nodeLines(row?.found, width, height - lines.length));
  const room = height - lines.length - 1;
  if (pod !== undefined && room > 0) {
    lines.push(line(` log of ${pod.name}`, 'quiet'), ...logLines(tail, room, width));
  }
  return <PaneBox {...props} pane="cni" extra={faultsWord(rows)} lines={lines} selected={selected} />;
}

function faultsWord(rows: readonly CniRow[]): string {
  const sick = rows.filter(({ found }) => found?.health === 'fault').length;
  return sick === 0 ? '' : `${countWords(sick, 'node')} with faults`;
}
