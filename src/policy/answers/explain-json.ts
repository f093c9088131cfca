import { partyWords } from '../evaluate/names.ts';
import type { Party } from '../model/party.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { RuleReference, SideVerdict, Unmet } from '../model/verdict.ts';
import type { Asked } from './explain-text.ts';
import type { ExplainedGroup } from './explain.ts';
import type { PolicyOptions } from './options.ts';
import { fileOf } from './where.ts';

/** The fields of a PolicyExplanation document. */
export function explanationJson(
  snapshot: PolicySnapshot,
  options: PolicyOptions<'explain'>,
  asked: Asked,
  groups: readonly ExplainedGroup[],
): object {
  return {
    from: options.from,
    to: options.to,
    protocol: asked.protocol,
    port: asked.port ?? null,
    allowed: asked.allowed,
    problem: asked.problem,
    flows: groups.map(({ pair: { source, destination, verdict, connections }, count, nearMisses, changes }) => ({
      source: partyJson(source),
      destination: partyJson(destination),
      protocol: verdict.flow.traffic.protocol,
      port: verdict.flow.traffic.port ?? null,
      count,
      allowed: verdict.allowed,
      ...(connections === undefined
        ? {}
        : { anyPort: { allowed: connections.allowed, undecided: connections.undecided } }),
      egress: sideJson(snapshot, verdict.egress),
      ingress: sideJson(snapshot, verdict.ingress),
      nearest: nearMisses.map(({ rule, applies, unmet }) => ({
        rule: ruleJson(snapshot, rule),
        applies,
        unmet: unmet.map(unmetJson),
      })),
      changes: changes.map(({ edits, opened, closed }) => ({
        opened,
        closed,
        edits: edits.map(({ direction, kind, words, yaml, policy }) => ({
          direction,
          kind,
          words,
          yaml,
          policy: policy ?? null,
        })),
      })),
    })),
  };
}

/** A rule as documents name it, with the file that it was read from. */
export function ruleJson(snapshot: PolicySnapshot, rule: RuleReference): RuleReference & { readonly file?: string } {
  const file = fileOf(snapshot, rule.policy);
  return { ...rule, ...(file === undefined ? {} : { file }) };
}

function partyJson(party: Party): object {
  if (party.kind !== 'pod') return { kind: party.kind, name: partyWords(party) };
  const { namespace, name, workload, addresses, node, hostNetwork } = party;
  return { kind: 'pod', namespace, name, workload, addresses, node, hostNetwork };
}

function sideJson(snapshot: PolicySnapshot, side: SideVerdict): object {
  const { outcome, basis, reason, decidedBy, isolatedBy, provided, walk, staged } = side;
  return {
    outcome,
    basis,
    reason,
    decidedBy: decidedBy === undefined ? null : ruleJson(snapshot, decidedBy),
    isolatedBy,
    provided,
    ...(staged === undefined ? {} : { staged }),
    walk: walk.map(({ tier, policies, result }) => ({
      tier,
      result,
      policies: policies.map(({ policy, isolates, rules }) => ({
        policy,
        isolates,
        rules: rules.map(({ rule, action, matched, unmet }) => ({
          rule: ruleJson(snapshot, rule),
          action,
          matched,
          unmet: unmet.map(unmetJson),
        })),
      })),
    })),
  };
}

function unmetJson({ on, expected, found, words }: Unmet): object {
  return { on, expected, found, words };
}
