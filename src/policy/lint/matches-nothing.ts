import { isEmpty } from '../index/class-set.ts';
import { asksForAddresses, hasBothFamilies } from '../index/families.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { TernarySet } from '../index/ternary.ts';
import type { Condition } from '../model/condition.ts';
import { finding, type LintFinding } from './finding.ts';
import { rulesOf, understoodPolicies } from './places.ts';

/** Policies that select no pod, and peers that are nobody. */
export function matchesNothing(index: PolicyIndex): readonly LintFinding[] {
  // Addresses of the other family may be somebody's.
  const isOpen = (peer: Condition) => hasBothFamilies(index) && asksForAddresses(peer);
  return understoodPolicies(index).flatMap((policy) => {
    if (isNobody(index.classesOf(policy.subject)))
      return [
        finding(
          { policy },
          {
            id: 'selects-nothing',
            severity: 'warning',
            sentence: 'It selects no pod that runs now.',
            advice:
              'Compare its selector with the labels of the pods that it is meant for, and its namespace with theirs.',
          },
        ),
      ];
    return rulesOf(policy).flatMap((place) => {
      const peers = alternatives(place.rule.peer);
      const nobody = peers.filter((peer) => isNobody(index.classesOf(peer)) && !isOpen(peer));
      if (nobody.length === 0) return [];
      const which = nobody.map((peer) => peers.indexOf(peer) + 1).join(', ');
      return [
        finding(place, {
          id: 'peer-matches-nothing',
          severity: 'warning',
          sentence:
            nobody.length === peers.length
              ? `Nobody fits its rule ${place.rule.number}: no pod, node or address does.`
              : `Nobody fits peer ${which} of its rule ${place.rule.number}: no pod, node or address does.`,
          advice: nobody.some((peer) => fitsApart(peer, index))
            ? 'Namespace selector and pod selector of one entry must both hold, and no pod fits both. If either was meant to be enough, write them as two entries.'
            : 'Compare its selectors with the labels of the pods and namespaces that are meant.',
        }),
      ];
    });
  });
}

/** A list of peers is one condition of alternatives; one that lists nobody on purpose has none. */
function alternatives(peer: Condition): readonly Condition[] {
  return peer.is === 'some' ? peer.of : [peer];
}

function isNobody({ yes, unknown }: TernarySet): boolean {
  return isEmpty(yes) && isEmpty(unknown);
}

/** Whether each demand by itself fits somebody, so that only all of them together fit nobody. */
function fitsApart(peer: Condition, index: PolicyIndex): boolean {
  return peer.is === 'every' && peer.of.length > 1 && peer.of.every((part) => !isNobody(index.classesOf(part)));
}
