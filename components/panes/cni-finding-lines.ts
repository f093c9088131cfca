import type { CniFinding, CniHealth, CniNode } from '../../src/contracts/cni.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { fullStop } from '../../src/text/words.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { healthTones } from './cni-rows.ts';

const marks: Readonly<Record<CniHealth, string>> = { fault: '!', warning: '~', unknown: '?', ok: ' ' };

/** A finding, wrapped under its mark; with the next step where `steps` says so. */
export function findingLines(finding: CniFinding, width: number, steps: boolean): readonly StyledLine[] {
  const tone = healthTones[finding.health];
  const paragraph = (text: string, mark: string) =>
    wrap(safeLine(text), width - 3).map((part, index) => line(` ${index === 0 ? mark : ' '} ${part}`, tone));
  const next = steps && finding.nextStep !== undefined ? wrap(safeLine(finding.nextStep), width - 5) : [];
  return [
    ...paragraph(fullStop(finding.sentence), marks[finding.health]),
    ...next.map((part, index) => line(`   ${index === 0 ? '→' : ' '} ${part}`)),
  ];
}

/** What is amiss on a node, the gravest first, and why it could not be looked at; nothing of a node that is well. */
export function nodeLines(node: CniNode | undefined, width: number, room: number): readonly StyledLine[] {
  if (node === undefined) return [];
  const problem =
    node.problem === undefined
      ? []
      : wrap(safeLine(node.problem), width - 3).map((part, index) =>
          line(` ${index === 0 ? '?' : ' '} ${part}`, 'warning'),
        );
  const amiss = node.findings.filter(({ health }) => health === 'fault' || health === 'warning');
  const lines = [...amiss.flatMap((finding) => findingLines(finding, width, false)), ...problem];
  if (lines.length <= room) return lines;
  const hidden = lines.length - Math.max(0, room - 1);
  return [...lines.slice(0, Math.max(0, room - 1)), line(`   ${hidden} more lines: Enter`, 'quiet')].slice(0, room);
}
