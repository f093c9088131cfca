import type { NodeFacts } from '../../contracts/node-facts.ts';
import { nodePage, nodeSentence } from '../../node-facts/page/page.ts';
import type { PageRow } from '../../node-facts/page/row.ts';
import { wrap } from '../../terminal/fit.ts';
import { safeLine } from '../../terminal/safe-text.ts';

const width = 80;
const aboutWidth = 18;

const words = { fault: 'FAULT: ', warning: 'WARNING: ', unknown: 'NOT SEEN: ', ok: '' } as const;

/** Facts of a node as a page of 80 columns, what is amiss first. */
export function nodeFactsText(facts: NodeFacts): string {
  const rows = nodePage(facts);
  const { place, reason } = facts.way;
  const head = [
    `node ${facts.node}: ${nodeSentence(rows)}`,
    ...(facts.way.sees === 'network' ? [`Seen from ${place.text}. ${reason}`] : [`Seen as ${place.text}.`]),
  ];
  return [...head.flatMap((line) => wrap(safeLine(line), width)), '', ...rows.flatMap(rowText), ''].join('\n');
}

function rowText({ about, health, text }: PageRow): readonly string[] {
  const mark = health === undefined ? '' : words[health];
  return wrap(safeLine(`${mark}${text}`), width - aboutWidth - 1).map((part, index) =>
    `${(index === 0 ? safeLine(about) : '').padEnd(aboutWidth)} ${part}`.trimEnd(),
  );
}
