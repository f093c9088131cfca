import type { ConnectClass } from '../../contracts/probe.ts';
import type { Declared } from './declared.ts';

/**
 * How what is declared and what was measured stand to each other.
 *
 * - match: the wire did what the policies say
 * - bypass: declared deny, and it got through
 * - overblock: declared allow, the path works, and yet it was dropped
 * - unreachable: dropped, and policies are not the reason
 * - spec-exception: allowed whatever policies say (own node, a pod to itself)
 * - unknown: the two cannot be held against each other
 */
export type Combination = 'match' | 'bypass' | 'overblock' | 'unreachable' | 'spec-exception' | 'unknown';

/** What the wire did on the link. */
export interface Measured {
  readonly class: ConnectClass;
  /** Whether ping passes on the same link at the same time: the path works then. Undefined where no ping was sent. */
  readonly pingPasses: boolean | undefined;
  /** The policies that decide have changed since it was measured. */
  readonly outdated: boolean;
}

export interface Comparison {
  readonly combination: Combination;
  /** What it means, one sentence. */
  readonly sentence: string;
  /** The next check, one sentence; '' where there is nothing to do. */
  readonly next: string;
}

type Reached = 'through' | 'refused' | 'dropped' | 'not-routed' | 'nothing';

const reachedBy: Readonly<Record<ConnectClass, Reached>> = {
  open: 'through',
  'hang-after-connect': 'through',
  reset: 'through',
  refused: 'refused',
  timeout: 'dropped',
  prohibited: 'dropped',
  'not-permitted': 'dropped',
  'no-route': 'not-routed',
  'network-unreachable': 'not-routed',
  'name-not-resolved': 'nothing',
  'not-tested': 'nothing',
};

/**
 * Holds a declared verdict against a measurement. Blames the enforcement only where nothing else explains it: never on flows
 * that the API leaves open, on a pod's own node, or where the path fails without any policy.
 */
export function combine(declared: Declared, measured: Measured): Comparison {
  const reached = reachedBy[measured.class];
  if (reached === 'nothing') return unknown('Nothing was measured on the wire.', 'Test the connection.');
  if (measured.outdated)
    return unknown('The policies have changed since this was measured.', 'Test the connection again.');
  if (declared.allowed === 'undecidable')
    return unknown(
      `What is declared cannot be decided${clause(declared.reason)}; what was measured is all there is.`,
      'Open the verdict: it names what would have to be known.',
    );
  if (declared.bases.has('undefined'))
    return unknown(
      `The API leaves open what policies mean here${clause(declared.reason)}; what was measured is the answer.`,
      '',
    );
  if (declared.bases.has('spec-exception')) return exception(declared, reached);
  if (declared.bases.has('not-enforced-by-this-cni')) return notEnforced(declared, reached);
  return declared.allowed === 'yes' ? allowed(declared, measured, reached) : denied(reached);
}

function exception(declared: Declared, reached: Reached): Comparison {
  if (reached === 'through' || reached === 'refused')
    return {
      combination: 'spec-exception',
      sentence: `Allowed whatever the policies say${clause(declared.reason)}.`,
      next: '',
    };
  return unreachable('No policy may stop this flow, so something else does.');
}

function notEnforced(declared: Declared, reached: Reached): Comparison {
  if (reached === 'dropped' || reached === 'not-routed')
    return unreachable('Nobody enforces these policies here, so something else drops it.');
  if (declared.allowed === 'yes')
    return {
      combination: 'match',
      sentence: 'Allowed, and it gets through; the policies are not enforced here.',
      next: '',
    };
  return {
    combination: 'bypass',
    sentence: `The policies deny it and it gets through, because nobody enforces them here${clause(declared.reason)}.`,
    next: 'Do not rely on these policies: the CNI must support them, or an enforcer stand beside it.',
  };
}

function allowed(declared: Declared, { pingPasses }: Measured, reached: Reached): Comparison {
  switch (reached) {
    case 'through':
      return { combination: 'match', sentence: 'Allowed, and it gets through.', next: '' };
    case 'refused':
      return {
        combination: 'match',
        sentence: 'Allowed, and it gets there: nobody listens on that port, or something rejects it.',
        next: 'Check that the program listens on this port and on the pod’s address.',
      };
    case 'not-routed':
      return unreachable('The policies allow it; the network has no way there.');
    default:
      break;
  }
  if (!declared.governed) return unreachable('No policy governs this link, so something else drops it.');
  if (pingPasses === true)
    return {
      combination: 'overblock',
      sentence: 'The policies allow it and ping passes, and yet it is dropped.',
      next: 'Compare with what the CNI has programmed on both nodes; a host firewall can do the same.',
    };
  return unknown(
    pingPasses === false
      ? 'The policies allow it, and ping fails as well: the path itself may be broken.'
      : 'The policies allow it and it is dropped: by the path or by its enforcement.',
    pingPasses === false
      ? 'Check the path first: routes, tunnel and FDB on both nodes; or try a link that no policy governs.'
      : 'Start ping on this link: it tells the path from the policies.',
  );
}

function denied(reached: Reached): Comparison {
  switch (reached) {
    case 'through':
      return {
        combination: 'bypass',
        sentence: 'The policies deny it, and it gets through.',
        next: 'Check that the CNI has taken up the policies, and whether the source address is rewritten on the way (SNAT).',
      };
    case 'refused':
      return unknown(
        'The policies deny it and it was refused: either the CNI rejects it, or it got there and nobody listens.',
        'Try a port that surely listens.',
      );
    case 'not-routed':
      return unreachable('The policies deny it, but it does not come that far: the network has no way there.');
    default:
      return {
        combination: 'match',
        sentence: 'The policies deny it, and it is dropped.',
        next: 'If it should pass, open the verdict: it names the nearest rule and the smallest change.',
      };
  }
}

function unreachable(sentence: string): Comparison {
  return {
    combination: 'unreachable',
    sentence,
    next: 'Check routes, tunnel, FDB and neighbours on both nodes, and host firewalls.',
  };
}

function unknown(sentence: string, next: string): Comparison {
  return { combination: 'unknown', sentence, next };
}

/** ', because …' from a sentence or clause; '' from none. */
function clause(reason: string): string {
  return reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`;
}
