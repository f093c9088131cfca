import { hasClass } from '../index/class-set.ts';
import { noClass } from '../index/classes.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { CompiledPolicy, Direction, RuleAction } from '../model/policy.ts';

/** Whom one rule of a policy names, among the pods there are. */
export interface RulePeers {
  readonly direction: Direction;
  /** From 1. */
  readonly rule: number;
  readonly action: RuleAction;
  readonly pods: number;
  /** Workloads that they belong to, 'namespace/name', in order; at most `most`. */
  readonly workloads: readonly string[];
  /** Whether addresses outside of the cluster are named too. */
  readonly outside: boolean;
}

const most = 5;

/** The pods that each rule of a policy opens (or closes) flows with, as they are now. */
export function rulePeers(index: PolicyIndex, policy: CompiledPolicy): readonly RulePeers[] {
  const { classes, snapshot } = index;
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    (policy[direction]?.rules ?? []).map((rule): RulePeers => {
      const { yes } = index.classesOf(rule.peer);
      const workloads = new Set<string>();
      let pods = 0;
      for (const [place, pod] of snapshot.pods.entries()) {
        if (!hasClass(yes, classes.ofPod[place] ?? noClass)) continue;
        pods += 1;
        if (workloads.size < most) workloads.add(`${pod.namespace}/${pod.workload.name}`);
      }
      let outside = false;
      for (let member = classes.firstOutside; member < classes.list.length && !outside; member += 1)
        outside = hasClass(yes, member);
      return { direction, rule: rule.number, action: rule.action, pods, workloads: [...workloads].sort(), outside };
    }),
  );
}
