import { compileProgram } from '../compile-program.ts';
import { type ConnectionSet, connectionText, isEmptySet } from '../connections/connection-set.ts';
import { createPolicyIndex, type PolicyIndex } from '../index/policy-index.ts';
import type { Direction } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { exposure } from '../questions/exposure.ts';
import { ungovernedPods } from '../questions/governing.ts';
import { safeLine } from '../../terminal/safe-text.ts';
import { jsonDocument, type PolicyAnswer } from './answer.ts';
import type { PolicyOptions } from './options.ts';

/** What one workload may exchange with addresses outside the cluster, in one direction. */
interface ExposedWorkload {
  /** 'shop/web[Deployment]'. */
  readonly workload: string;
  readonly everywhere: ConnectionSet;
  readonly somewhere: ConnectionSet;
  readonly undecidable: ConnectionSet;
}

const directions: readonly Direction[] = ['ingress', 'egress'];

/** `policy exposure`: what outside addresses reach and are reached by, and which workloads no policy governs. */
export function exposureAnswer(snapshot: PolicySnapshot, { output }: PolicyOptions<'exposure'>): PolicyAnswer {
  const index = createPolicyIndex(compileProgram(snapshot), snapshot);
  const open = Object.fromEntries(directions.map((direction) => [direction, exposedBy(index, direction)]));
  const ungoverned = Object.fromEntries(directions.map((direction) => [direction, ungovernedBy(index, direction)]));
  return {
    text: output === 'json' ? jsonDocument('PolicyExposure', { open, ungoverned }) : textOf(open, ungoverned),
    notes: [`Only policies are asked, about IPv${index.family}: whether anything routes there is another question.`],
    exitCode: snapshot.missing.length > 0 ? 3 : 0,
  };
}

function exposedBy(index: PolicyIndex, direction: Direction): readonly ExposedWorkload[] {
  return exposure(index, direction)
    .flatMap(({ workloads, ...sets }) =>
      workloads.map(({ namespace, name, kind }) => ({ workload: `${namespace}/${name}[${kind}]`, ...sets })),
    )
    .sort((one, other) => (one.workload < other.workload ? -1 : 1));
}

function ungovernedBy(index: PolicyIndex, direction: Direction): readonly string[] {
  const names = ungovernedPods(index, direction).map(
    ({ namespace, workload }) => `${namespace}/${workload.name}[${workload.kind}]`,
  );
  return [...new Set(names)].sort();
}

function textOf(
  open: Readonly<Record<string, readonly ExposedWorkload[]>>,
  ungoverned: Readonly<Record<string, readonly string[]>>,
): string {
  const lines = directions.flatMap((direction) => {
    const [reached, free] = [open[direction] ?? [], ungoverned[direction] ?? []];
    const title = direction === 'ingress' ? 'Reachable from outside' : 'Able to reach outside';
    return [
      `${title}: ${reached.length === 0 ? 'none' : ''}`.trimEnd(),
      ...reached.map((one) => `  ${one.workload}: ${setWords(one)}`),
      `No policy governs the ${direction} of: ${free.length === 0 ? 'none' : ''}`.trimEnd(),
      ...free.map((name) => `  ${name}`),
      '',
    ];
  });
  return `${lines.map(safeLine).join('\n').trimEnd()}\n`;
}

function setWords({ everywhere, somewhere, undecidable }: ExposedWorkload): string {
  return [
    ...(isEmptySet(everywhere) ? [] : [`all addresses ${connectionText(everywhere)}`]),
    ...(isEmptySet(somewhere) ? [] : [`some addresses ${connectionText(somewhere)}`]),
    ...(isEmptySet(undecidable) ? [] : [`undecidable ${connectionText(undecidable)}`]),
  ].join('; ');
}
