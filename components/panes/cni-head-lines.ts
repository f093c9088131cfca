import type { CniSummary } from '../../src/cni/summary.ts';
import type { ClusterStatus } from '../../src/contracts/cluster.ts';
import type { CniState } from '../../src/contracts/cni.ts';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { fullStop } from '../../src/text/words.ts';
import { age } from '../widgets/format.ts';
import { line, lineText, type StyledLine } from '../widgets/styled.ts';
import { findingLines } from './cni-finding-lines.ts';

/** Why it is not known which CNI it is: nodes and DaemonSets tell. */
export function unknownLines({ nodes, daemonsets }: ClusterStatus['resources'], width: number): readonly StyledLine[] {
  const denied = [nodes, daemonsets].flatMap((one) => (one.state === 'denied' ? [one.sentence] : []));
  if (denied.length === 0) return [line(' waiting for the CNI’s objects', 'quiet')];
  const text = `Not known which CNI it is, nor whether NetworkPolicies have effect. ${denied.map(fullStop).join(' ')}`;
  return wrap(safeLine(text), width - 2).map((words) => line(` ${words}`, 'warning'));
}

/** Which CNI it is and whether policies have any effect, from its objects. */
export function headLines(cni: CniSummary, width: number, room: number): readonly StyledLine[] {
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
    ...remarks.slice(0, Math.max(0, room)),
  ];
}

/** How the nodes were looked into: what it comes to, how old it is, and what is amiss with the CNI as a whole. */
export function lookLines(
  state: CniState | undefined,
  now: number,
  width: number,
  room: number,
  lookKey: string,
): readonly StyledLine[] {
  if (state === undefined) return [line(` the nodes were not looked into yet: ${lookKey} looks`, 'quiet')];
  const when = state.looking
    ? 'looking…'
    : state.asOf === undefined
      ? 'not looked yet'
      : `looked ${age(state.asOf, now)} ago`;
  const sentence = wrap(safeLine(`${fullStop(state.sentence)} (${when})`), width - 2).map((part) => line(` ${part}`));
  const amiss = state.findings
    .filter(({ health }) => health === 'fault' || health === 'warning')
    .flatMap((finding) => findingLines(finding, width, false));
  const all = [...sentence, ...amiss];
  const kept = Math.max(1, room);
  if (all.length <= kept) return all;
  const last = all[kept - 1] ?? [];
  return [...all.slice(0, kept - 1), line(`${lineText(last).slice(0, width - 4)} …`, last[0]?.tone)];
}
