import type { AccessQuestion } from '../../contracts/cluster.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { listWords } from '../../text/words.ts';
import { questionText, resourceText } from './access-questions.ts';
import { reachImageText } from './reach-facts.ts';
import type { AccessFact, DoctorReport, PathFact, RungFact } from './report.ts';

type Line = readonly [name: string, text: string];

/** The report as lines for people. Pure. No colour: it is made to be pasted into a ticket. */
export function renderReport(report: DoctorReport): string {
  const { versions, terminal, cluster, lab } = report;
  const sections: readonly (readonly [title: string, lines: readonly Line[]])[] = [
    [
      'Versions',
      [
        ['plumbline', `${versions.plumbline} (${versions.mode} mode)`],
        ['node', `${versions.node} at ${versions.nodePath}`],
        ['platform', versions.platform],
      ],
    ],
    ['Paths', report.paths.map((fact) => [fact.name, pathText(fact)])],
    [
      'Terminal',
      [
        ['output', terminal.isTerminal ? 'a terminal' : 'not a terminal'],
        ['size', terminal.size === undefined ? 'unknown' : `${terminal.size.columns}x${terminal.size.rows}`],
        ['TERM', terminal.term || '(not set)'],
        ['COLORTERM', terminal.colourTerm ?? '(not set)'],
        ['NO_COLOR', terminal.noColour ? 'set' : '(not set)'],
        ['locale', `${terminal.locale ?? '(not set)'}, ${terminal.utf8 ? 'UTF-8' : 'not UTF-8'}`],
        ['inside', terminal.multiplexer ?? 'neither tmux nor screen'],
        ['drawn with', `${terminal.glyphs} glyphs, theme ${terminal.theme}`],
      ],
    ],
    [
      'Cluster',
      [
        ['context', cluster.context || '(none)'],
        ['server', cluster.server || '(none)'],
        ['proxy', cluster.proxy],
        ['namespace', cluster.namespace || '(all)'],
        [
          'answers',
          cluster.reachable ? `yes, ${cluster.serverVersion ?? 'version unknown'}` : `no: ${cluster.problem}`,
        ],
        ['cluster id', cluster.clusterId ?? 'unknown'],
      ],
    ],
    ['Access', accessLines(cluster.access)],
    [
      'Helpers',
      [
        ['image', reachImageText(report.reach)],
        ['last', `${report.reach.lastsSeconds} s (reach.lastsSeconds); made in probe mode only, after a question`],
        ...report.reach.rungs.map((fact): Line => [fact.state, rungText(fact)]),
      ],
    ],
    ['Programs here', report.programs.map(({ program, path, purpose }) => [program, path ?? `not found (${purpose})`])],
    ['Demo', [['real packets', `${lab.possible ? 'yes' : 'no'}: ${lab.remark}`]]],
  ];
  const blocks = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) =>
      [title, ...lines.map(([name, text]) => `  ${name.padEnd(12)}  ${safeLine(text)}`)].join('\n'),
    );
  const end =
    report.missing.length === 0
      ? 'Nothing is missing.'
      : ['What is missing', ...report.missing.map((sentence) => `  - ${safeLine(sentence)}`)].join('\n');
  return `${[...blocks, end].join('\n\n')}\n`;
}

function pathText({ path, state, remark }: PathFact): string {
  if (state === 'used') return path;
  return `${path} (${state === 'absent' ? 'absent' : 'cannot be used'}${remark === undefined ? '' : `: ${remark}`})`;
}

/** 'a debug container in shop: patch pods/ephemeralcontainers', where that is what lacks. */
function rungText({ rung, namespace, lacking }: RungFact): string {
  return `a ${rung} in ${namespace}${lacking.length === 0 ? '' : `: ${listWords(lacking)}`}`;
}

/** What is allowed is grouped by verbs, or it would fill the screen; what is not is named one by one, with the reason. */
function accessLines(access: readonly AccessFact[]): readonly Line[] {
  const allowed = access.filter(({ answer }) => answer.state === 'allowed').map(({ question }) => question);
  const isNarrow = ({ namespace, name }: AccessQuestion): boolean => namespace !== undefined && name === undefined;
  const narrow = Map.groupBy(allowed.filter(isNarrow), ({ namespace }) => namespace ?? '');
  const lines: Line[] = groupedByVerbs(
    allowed.filter((question) => !isNarrow(question)),
    placedText,
  ).map((text) => ['allowed', text]);
  for (const [namespace, questions] of narrow) {
    const texts = groupedByVerbs(questions, resourceText);
    lines.push(...texts.map((text): Line => ['only there', `in ${namespace}: ${text}`]));
  }
  for (const { question, answer } of access) {
    if (answer.state !== 'allowed') lines.push([answer.state, `${questionText(question)}: ${answer.reason}`]);
  }
  return lines;
}

/** 'configmaps in kube-system'. */
function placedText(question: AccessQuestion): string {
  return questionText({ ...question, verb: '' }).trim();
}

/** 'list and watch: nodes, pods' for those of which both are allowed. */
function groupedByVerbs(
  questions: readonly AccessQuestion[],
  textOf: (question: AccessQuestion) => string,
): readonly string[] {
  const verbsOf = new Map<string, Set<string>>();
  for (const question of questions) {
    const what = textOf(question);
    verbsOf.set(what, (verbsOf.get(what) ?? new Set()).add(question.verb));
  }
  const groups = Map.groupBy(verbsOf, ([, verbs]) => listWords([...verbs]));
  return [...groups].map(([verbs, members]) => `${verbs}: ${members.map(([what]) => what).join(', ')}`);
}
