import type { CniAgent } from '../../src/cni/summary.ts';
import { cellText, sickFirst, stateWord } from '../../src/cni/words.ts';
import type { CniHealth, CniNode, CniState } from '../../src/contracts/cni.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { Column } from '../widgets/columns.ts';

/** A node in the CNI pane: its agent as the API tells, and what was found where it was looked into. */
export interface CniRow {
  readonly node: string;
  readonly agent: CniAgent | undefined;
  readonly found: CniNode | undefined;
}

/** One row per node that either side knows: the sick ones first, then by name. */
export function cniRows(agents: readonly CniAgent[], state: CniState | undefined): readonly CniRow[] {
  const agentOf = new Map(agents.map((agent) => [agent.node, agent]));
  const foundOf = new Map(state?.nodes.map((node) => [node.node, node]));
  return [...new Set([...agentOf.keys(), ...foundOf.keys()])]
    .map((node): CniRow => ({ node, agent: agentOf.get(node), found: foundOf.get(node) }))
    .sort((one, other) =>
      sickFirst({ node: one.node, health: one.found?.health }, { node: other.node, health: other.found?.health }),
    );
}

export const healthTones: Readonly<Record<CniHealth, Tone>> = {
  ok: 'normal',
  warning: 'warning',
  fault: 'bad',
  unknown: 'quiet',
};

/** The columns: what the CNI's own knower looks at stands before what any DaemonSet has. */
export function cniColumns(state: CniState | undefined): readonly Column<CniRow>[] {
  const looked = state !== undefined;
  const own = (state?.columns ?? []).map(
    ({ key, title }, index): Column<CniRow> => ({
      title,
      // The last of them goes first.
      drop: 2 + index / 100,
      text: ({ found }) => cellText(found?.cells[key]),
      tone: ({ found }) => healthTones[found?.cells[key]?.health ?? 'unknown'],
    }),
  );
  return [
    { title: 'NODE', least: 8, cut: 'middle', text: ({ node }) => node },
    ...(looked ? [stateColumn] : []),
    ...(looked && state.columns.some(({ title }) => title === agentColumn.title) ? [] : [agentColumn]),
    ...own,
    {
      title: 'RST',
      align: 'right',
      text: ({ agent }) => String(agent?.restarts ?? '-'),
      tone: ({ agent }) => ((agent?.restarts ?? 0) > 0 ? 'warning' : 'normal'),
      drop: 5,
    },
    { title: 'PODS', align: 'right', drop: looked ? 6 : 0, text: ({ agent }) => String(agent?.podsOnNode ?? '-') },
    { title: 'POD CIDR', least: 16, text: ({ agent }) => agent?.podCidr ?? '-', drop: 7 },
    { title: 'AGENT POD', least: 20, cut: 'middle', text: ({ agent }) => agent?.pod?.name ?? '-', drop: 8 },
  ];
}

/** Where nobody looks more closely: what the API server tells of the agent. */
const agentColumn: Column<CniRow> = {
  title: 'AGENT',
  text: ({ agent }) => (agent?.pod === undefined ? 'MISSING' : agent.ready ? 'ready' : 'NOT READY'),
  tone: ({ agent }) => (agent?.ready === true ? 'normal' : 'bad'),
};

const stateColumn: Column<CniRow> = {
  title: 'STATE',
  text: ({ found }) => stateWord(found),
  tone: ({ found }) => healthTones[found?.health ?? 'unknown'],
};
