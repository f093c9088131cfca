import type { DeclaredLink, DeclaredSide } from '../../contracts/policy.ts';
import { declaredOf } from '../compare/declared.ts';
import type { FlowExplanation, TargetVerdict } from '../destinations/explain-flow.ts';
import type { SideVerdict } from '../model/verdict.ts';

/** What of an explained flow the screen follows: everything but its date. */
export type UndatedLink = Omit<DeclaredLink, 'since'>;

/** Makes of an explained flow what the screen follows. Of several destinations the first that is not allowed is shown. */
export function declaredLink({ targets, allowed, problem }: FlowExplanation): UndatedLink {
  const shown = targets.find(({ verdict }) => verdict.allowed !== 'yes') ?? targets[0];
  return {
    allowed,
    problem: problem === '' && allowed === 'mixed' ? mixedWords(targets) : problem,
    targets: targets.length,
    sides: shown && { egress: withoutWalk(shown.verdict.egress), ingress: withoutWalk(shown.verdict.ingress) },
    comparable: declaredOf({ targets, allowed }),
  };
}

/** No verdict, and why. */
export function undeclared(problem: string): UndatedLink {
  return { allowed: 'undecidable', problem, targets: 0, sides: undefined, comparable: undefined };
}

function withoutWalk({ walk: _walk, ...side }: SideVerdict): DeclaredSide {
  return side;
}

function mixedWords(targets: readonly TargetVerdict[]): string {
  const allowed = targets.filter(({ verdict }) => verdict.allowed === 'yes').length;
  return `${allowed} of ${targets.length} backends are allowed.`;
}
