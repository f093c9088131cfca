import { byGravity, cellText, sickFirst, stateWord } from '../../cni/words.ts';
import type { CniColumn, CniFinding, CniHealth, CniNode, CniState } from '../../contracts/cni.ts';
import { wrap } from '../../terminal/fit.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { fullStop } from '../../text/words.ts';
import { nodeTable } from './table.ts';

const width = 80;
/** So many nodes are named before the same finding; the table and `--node` have the others. */
const namedNodes = 3;

const findingWords: Readonly<Record<CniHealth, string>> = {
  fault: 'FAULT: ',
  warning: 'WARNING: ',
  unknown: 'NOT KNOWN: ',
  ok: '',
};

/** The CNI as a whole in 80 columns: every node, what is amiss, what could not be looked at and why, what is set. Pure. */
export function cniText(state: CniState): string {
  const nodes = state.nodes.toSorted(sickFirst);
  const sections = [
    paragraph(fullStop(state.sentence)),
    nodes.length === 0 ? [] : nodeTable(state, width),
    amissLines(state.findings, nodes),
    nodes.flatMap(({ node, odd }) => odd.flatMap((text) => paragraph(`UNLIKE THE OTHERS: ${node}: ${text}`))),
    notSeenLines(nodes),
    state.facts.flatMap(({ name, text, health }) => paragraph(`${findingWords[health]}${name}: ${text}`)),
  ];
  return textOf(sections);
}

/** One node whole in 80 columns: how it was reached, every finding, also of what is well, and its cells. Pure. */
export function cniNodeText(node: CniNode, columns: readonly CniColumn[]): string {
  const { way, problem } = node;
  const findings = byGravity(node.findings);
  const longest = Math.max(0, ...columns.map(({ title }) => title.length));
  return textOf([
    [
      ...paragraph(`node ${node.node}: ${stateWord(node)}`),
      ...(way === undefined ? [] : paragraph(`Reached as ${way.place.text}. ${way.reason}`)),
      ...(problem === undefined ? [] : paragraph(`${notSeenWords(node)}: ${problem}`)),
      ...node.odd.flatMap((odd) => paragraph(`UNLIKE THE OTHERS: ${odd}`)),
    ],
    findings.filter(({ health }) => health !== 'ok').flatMap((finding) => findingLines(finding, '')),
    findings.filter(({ health }) => health === 'ok').flatMap((finding) => findingLines(finding, '')),
    columns.map(({ key, title }) => safeLine(`${title.padEnd(longest)}  ${cellText(node.cells[key])}`)),
  ]);
}

/** What is wrong, odd or not known, in the cluster and on its nodes; what is the same on several nodes is told once. */
function amissLines(ofCluster: readonly CniFinding[], nodes: readonly CniNode[]): readonly string[] {
  const same = new Map<string, { readonly finding: CniFinding; readonly on: string[] }>();
  const add = (finding: CniFinding, on: readonly string[]): void => {
    const { id, health, sentence, nextStep } = finding;
    const key = JSON.stringify([id, health, sentence, nextStep]);
    const known = same.get(key);
    if (known === undefined) same.set(key, { finding, on: [...on] });
    else known.on.push(...on);
  };
  for (const finding of ofCluster) add(finding, []);
  for (const { node, findings } of nodes) for (const finding of findings) add(finding, [node]);
  const onNodes = new Map([...same.values()].map(({ finding, on }) => [finding, on]));
  return byGravity([...onNodes.keys()].filter(({ health }) => health !== 'ok')).flatMap((finding) => {
    const on = onNodes.get(finding) ?? [];
    // A sentence that names its only node needs no name before it.
    const [only] = on;
    const named = on.length === 0 || (on.length === 1 && only !== undefined && finding.sentence.includes(only));
    return findingLines(finding, named ? '' : `${namesOf(on)}: `);
  });
}

/** Why nodes could not be looked at, whole or in part; the same reason once. */
function notSeenLines(nodes: readonly CniNode[]): readonly string[] {
  const reasons = new Map<string, { readonly words: string; readonly why: string; readonly on: string[] }>();
  for (const node of nodes) {
    const why = node.problem ?? (node.at === undefined ? 'The look ended before it answered.' : undefined);
    if (why === undefined) continue;
    const words = notSeenWords(node);
    const key = `${words}: ${why}`;
    const known = reasons.get(key);
    if (known === undefined) reasons.set(key, { words, why, on: [node.node] });
    else known.on.push(node.node);
  }
  return [...reasons.values()].flatMap(({ words, why, on }) => paragraph(`${words}: ${namesOf(on)}: ${why}`));
}

/** A node that was reached has told something, though not everything. */
function notSeenWords({ way }: CniNode): string {
  return way === undefined ? 'NOT LOOKED AT' : 'NOT ALL LOOKED AT';
}

function namesOf(names: readonly string[]): string {
  const more = names.length - namedNodes;
  return more > 0 ? `${names.slice(0, namedNodes).join(', ')} and ${more} more` : names.join(', ');
}

function findingLines({ health, sentence, nextStep }: CniFinding, about: string): readonly string[] {
  return [
    ...paragraph(fullStop(`${findingWords[health]}${about}${sentence}`)),
    ...(nextStep === undefined ? [] : paragraph(`next: ${nextStep}`, 2)),
  ];
}

/** Wrapped; what follows the first line stands two cells further in than it. */
function paragraph(text: string, indent = 0): readonly string[] {
  return wrap(safeLine(text), width - indent - 2).map(
    (part, index) => `${' '.repeat(indent + (index === 0 ? 0 : 2))}${part}`,
  );
}

function textOf(sections: readonly (readonly string[])[]): string {
  const filled = sections.filter(({ length }) => length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
