import { byGravity, healthWords } from '../../src/cni/words.ts';
import type { CniColumn, CniFinding, CniNode, CniState } from '../../src/contracts/cni.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { fullStop } from '../../src/text/words.ts';
import { clockTime } from '../charts/chart-lines.ts';
import { findingLines } from '../panes/cni-finding-lines.ts';
import { healthTones } from '../panes/cni-rows.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** Everything known of a node as its CNI has it: what is amiss first, then what was looked at, then what is well. */
export function cniNodeLines(node: CniNode, columns: readonly CniColumn[], width: number): readonly StyledLine[] {
  const { way, problem, at } = node;
  return [
    [
      { text: ` ${healthWords[node.health]}`, tone: healthTones[node.health] },
      { text: at === undefined ? '  not looked into' : `  looked into at ${clockTime(at)}`, tone: 'quiet' },
    ],
    ...paragraph(problem, width, 'warning'),
    ...paragraph(way && `Reached as ${way.place.text}. ${way.reason}`, width, 'quiet'),
    ...node.odd.flatMap((odd) => paragraph(`Unlike the others: ${odd}`, width, 'strong')),
    [],
    ...findingsByGravity(node.findings, width),
    [],
    ...columns.flatMap(({ key, title }) => {
      const cell = node.cells[key];
      return cell === undefined ? [] : [line(` ${title.padEnd(12)} ${cell.text}`, healthTones[cell.health])];
    }),
  ];
}

/** The CNI as a whole: what is amiss in the cluster, and what is set. */
export function cniLines(state: CniState, width: number): readonly StyledLine[] {
  const longest = Math.min(28, Math.max(0, ...state.facts.map(({ name }) => name.length)));
  return [
    ...paragraph(fullStop(state.sentence), width, 'strong'),
    [],
    ...findingsByGravity(state.findings, width),
    ...(state.findings.length === 0 ? [] : [[]]),
    ...state.facts.flatMap(({ name, text, health }) => {
      const [first = '', ...rest] = wrap(safeLine(text), Math.max(20, width - longest - 4));
      const label = safeLine(name).padEnd(longest);
      return [
        line(` ${label}  ${first}`, healthTones[health]),
        ...rest.map((part) => line(` ${' '.repeat(longest)}  ${part}`, healthTones[health])),
      ];
    }),
  ];
}

function findingsByGravity(findings: readonly CniFinding[], width: number): readonly StyledLine[] {
  return byGravity(findings).flatMap((finding) => findingLines(finding, width, true));
}

function paragraph(
  text: string | undefined,
  width: number,
  tone: 'quiet' | 'warning' | 'strong',
): readonly StyledLine[] {
  return text === undefined ? [] : wrap(safeLine(text), width - 2).map((part) => line(` ${part}`, tone));
}
