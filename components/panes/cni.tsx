import type { ReactNode } from 'react';
import type { CniAgent, CniSummary } from '../../src/cni/summary.ts';
import type { ClusterStatus } from '../../src/contracts/cluster.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { fullStop } from '../../src/text/words.ts';
import { useActions } from '../hooks/use-actions.ts';
import { useList } from '../hooks/use-list.ts';
import { useLog } from '../hooks/use-log.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { chooseEnd } from '../screen/choose.ts';
import { copyText } from '../screen/copy.ts';
import { endOf } from '../screen/ends.ts';
import { openDialog } from '../screen/model.ts';
import { type Column, fitColumns, headingLine, rowLine } from '../widgets/columns.ts';
import { PaneBox } from '../widgets/pane-box.tsx';
import { line, type StyledLine } from '../widgets/styled.ts';
import { rowMarks } from './list-lines.ts';
import { logLines } from './log-lines.ts';
import type { PaneProps } from './pane-props.ts';

const columns: readonly Column<CniAgent>[] = [
  { title: 'NODE', least: 12, cut: 'middle', text: (agent) => agent.node },
  {
    title: 'AGENT',
    text: (agent) => (agent.pod === undefined ? 'MISSING' : agent.ready ? 'ready' : 'NOT READY'),
    tone: (agent) => (agent.ready ? 'normal' : 'bad'),
  },
  {
    title: 'RST',
    align: 'right',
    text: (agent) => String(agent.restarts),
    tone: (agent) => (agent.restarts > 0 ? 'warning' : 'normal'),
    drop: 1,
  },
  { title: 'PODS', align: 'right', text: (agent) => String(agent.podsOnNode) },
  { title: 'POD CIDR', least: 16, text: (agent) => agent.podCidr ?? '-', drop: 2 },
  { title: 'AGENT POD', least: 20, cut: 'middle', text: (agent) => agent.pod?.name ?? '-', drop: 3 },
];

const none: readonly CniAgent[] = [];

/** Which CNI it is, whether policies have any effect, its agent on every node, and the selected agent's log. */
export function CniPane(props: PaneProps): ReactNode {
  const { width, height, focused } = props;
  const model = useScreen();
  const { glyphs } = model.terminal.capabilities;
  const { ends } = useScreenState();
  const { cni, resources } = useStore(model.session.cluster.status);
  const agents = cni?.agents ?? none;
  const head = cni === undefined ? unknownLines(resources, width) : headLines(cni, width, height);
  const visible = Math.min(agents.length, Math.max(1, height - head.length - 4));
  const place = useList({
    name: 'cni',
    length: agents.length,
    height: visible,
    keys: agents.map((agent) => agent.node),
    offset: 0,
    focused,
  });
  const agent = agents[place.selected];
  const pod = agent?.pod;
  const tail = useLog(pod && { namespace: pod.namespace, pod: pod.name, container: pod.container }, 50);

  useActions(focused && pod !== undefined, {
    'mark-source': () => pod && chooseEnd(model, 'source', { kind: 'pod', namespace: pod.namespace, name: pod.name }),
    'mark-destination': () =>
      pod && chooseEnd(model, 'destination', { kind: 'pod', namespace: pod.namespace, name: pod.name }),
    open: () =>
      pod && openDialog(model, { kind: 'detail', of: { kind: 'pod', namespace: pod.namespace, name: pod.name } }),
    logs: () =>
      pod &&
      openDialog(model, {
        kind: 'logs',
        target: { namespace: pod.namespace, pod: pod.name, container: pod.container },
      }),
    copy: () => pod && copyText(model, `pod/${pod.namespace}/${pod.name}`),
  });

  const fitted = fitColumns(columns, agents, width - 3);
  const lines: StyledLine[] = [...head];
  let selected: number | undefined;
  if (agents.length > 0) lines.push([{ text: '   ' }, ...headingLine(fitted)]);
  for (const one of agents.slice(place.offset, place.offset + visible)) {
    const isSelected = one === agent;
    if (isSelected && focused) selected = lines.length;
    const end = one.pod && endOf({ kind: 'pod', namespace: one.pod.namespace, name: one.pod.name }, ends);
    lines.push([{ text: rowMarks(isSelected, end), tone: 'key' }, ...rowLine(fitted, one, glyphs.ellipsis)]);
  }
  const room = height - lines.length - 1;
  if (pod !== undefined && room > 0) {
    lines.push(line(` log of ${pod.name}`, 'quiet'), ...logLines(tail, room, width));
  }
  return <PaneBox {...props} pane="cni" lines={lines} selected={selected} />;
}

/** Why it is not known which CNI it is: nodes and DaemonSets tell. */
function unknownLines({ nodes, daemonsets }: ClusterStatus['resources'], width: number): readonly StyledLine[] {
  const denied = [nodes, daemonsets].flatMap((one) => (one.state === 'denied' ? [one.sentence] : []));
  if (denied.length === 0) return [line(' waiting for the CNI’s objects', 'quiet')];
  const text = `Not known which CNI it is, nor whether NetworkPolicies have effect. ${denied.map(fullStop).join(' ')}`;
  return wrap(safeLine(text), width - 2).map((words) => line(` ${words}`, 'warning'));
}

function headLines(cni: CniSummary, width: number, height: number): readonly StyledLine[] {
  const { daemonSet } = cni;
  const ready = daemonSet === undefined ? undefined : `${daemonSet.ready}/${daemonSet.desired} ready`;
  const broken = daemonSet !== undefined && daemonSet.ready < daemonSet.desired;
  const name = [cni.name, cni.version, cni.backend].filter((part) => part !== undefined).join(' ');
  const enforcement = {
    yes: line(' NetworkPolicies are enforced', 'good'),
    no: line(' NetworkPolicies have NO effect', 'bad'),
    unknown: line(' whether NetworkPolicies have effect: unknown', 'warning'),
  }[cni.enforcesPolicies];
  const remarks = cni.remarks.flatMap((remark) => wrap(remark, width - 2)).map((text) => line(` ${text}`, 'quiet'));
  return [
    [
      { text: ` ${name}`, tone: 'strong' },
      { text: ready === undefined ? '' : `  ${ready}`, tone: broken ? 'bad' : 'normal' },
    ],
    enforcement,
    ...remarks.slice(0, Math.max(0, height - 10)),
  ];
}
