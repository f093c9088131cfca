import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { scoreLine, type SuiteScore } from './score.ts';

const document = new URL('../../../docs/policy-corpus.md', import.meta.url);

const head = `# Other projects' policy cases

How plumbline answers the cases that other projects wrote for their own tools, and why it answers some of them otherwise on
purpose. The tests that compare write this page when they run with \`UPDATE_GOLDEN=1\`, and fail when it is not what they
found, or when a difference has no reason. The cases themselves are not part of this repository.
`;

/** A suite fares as well as it did, each difference has its reason, and the page says so. */
export function expectExplained(score: SuiteScore, leastExact = 0.9): void {
  process.stdout.write(`${scoreLine(score)}\n`);
  expect(score.differences.filter(({ reason }) => reason === undefined)).toEqual([]);
  expect(score.exact / score.total).toBeGreaterThanOrEqual(leastExact);
  expectDocumented(score);
}

/** Holds a score against its section of the page; with UPDATE_GOLDEN=1 writes the section instead. */
function expectDocumented(score: SuiteScore): void {
  const [begin, end] = ['begin', 'end'].map((place) => `<!-- ${score.suite} ${score.what}: ${place} -->`) as [
    string,
    string,
  ];
  const section = `${begin}\n\n${sectionOf(score)}\n${end}\n`;
  const page = existsSync(document) ? readFileSync(document, 'utf8') : head;
  const from = page.indexOf(begin);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    const to = page.indexOf(end) + end.length + 1;
    writeFileSync(document, from === -1 ? `${page}\n${section}` : `${page.slice(0, from)}${section}${page.slice(to)}`);
    return;
  }
  expect(page).toContain(section);
}

function sectionOf(score: SuiteScore): string {
  const { suite, what, differences, leftOut } = score;
  const rows = [...Map.groupBy(differences, ({ reason }) => reason)].flatMap(([reason, group]) =>
    group.map(({ caseName, what: part, count }) => `| ${caseName} | ${part} | ${count} | ${reason ?? '**none**'} |`),
  );
  return [
    `## ${suite}: ${what}`,
    '',
    `${scoreLine(score)}.`,
    ...(leftOut.length === 0 ? [] : ['', `Left out: ${leftOut.join(', ')}.`]),
    ...(rows.length === 0 ? [] : ['', '| case | what | differences | reason |', '| --- | --- | ---: | --- |', ...rows]),
    '',
  ].join('\n');
}
