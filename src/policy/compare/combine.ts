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
    return unknown('It was measured before it was known what the policies declare now.', 'Test the connection again.');
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
  return unblamed(declared, blamed(declared, measured, reached));
}

function blamed(declared: Declared, measured: Measured, reached: Reached): Comparison {
  const { bases } = declared;
  if (bases.has('spec-exception')) return exception(declared, reached);
  // What nobody enforces denies nothing: a denial rests on a policy that somebody does.
  if (bases.has('not-enforced-by-this-cni') && !bases.has('policy')) return notEnforced(declared, reached);
  return declared.allowed === 'yes' ? allowed(declared, measured, reached) : denied(reached);
}

/** Nothing is called a fault of the enforcement where something else may explain it. */
function unblamed({ unblamed: why }: Declared, comparison: Comparison): Comparison {
  const { combination } = comparison;
  if (why === undefined || (combination !== 'bypass' && combination !== 'overblock')) return comparison;
  const measured = combination === 'bypass' ? 'denied, and it gets through' : 'allowed, and it is dropped';
  return unknown(`As declared it is ${measured}, but that proves nothing here. ${why}`, 'Try a link between two pods.');
}

function exception(declared: Declared, reached: Reached): Comparison {
  const { allowed: answer, bases, reason } = declared;
  if (reached === 'through' || reached === 'refused')
    return {
      combination: 'spec-exception',
      sentence:
        answer === 'yes'
          ? `Allowed whatever the policies say${clause(reason)}.`
          : `It gets through, as the API says it must${clause(reason)}.`,
      next: '',
    };
  if (reached === 'not-routed') return unreachable('The network has no way there, whatever the policies say.');
  if (answer === 'no')
    return { combination: 'match', sentence: `Denied here, and it is dropped${clause(reason)}.`, next: '' };
  if (bases.has('policy'))
    return unknown('One side is allowed whatever the policies say, and it is dropped all the same.', pathCheck);
  return unreachable('No policy may stop this flow, so something else does.');
}

const pathCheck = 'Check routes, tunnel, FDB and neighbours on both nodes, and host firewalls.';

function notEnforced(declared: Declared, reached: Reached): Comparison {
  if (reached === 'dropped' || reached === 'not-routed')
    return unreachable('Nobody enforces these policies here, so something else drops it.');
  if (reached === 'refused') return arrived;
  if (declared.allowed === 'yes')
    return {
      combination: 'match',
      sentence: `It gets through; policies would decide otherwise, but nobody enforces them here${clause(declared.reason)}.`,
      next: noReliance,
    };
  return {
    combination: 'bypass',
    sentence: `The policies deny it and it gets through, because nobody enforces them here${clause(declared.reason)}.`,
    next: noReliance,
  };
}

const noReliance = 'Do not rely on these policies: the CNI must support them, or an enforcer stand beside it.';

const arrived: Comparison = {
  combination: 'match',
  sentence: 'Allowed, and it gets there: nobody listens on that port, or something rejects it.',
  next: 'Check that the program listens on this port and on the pod’s address.',
};

function allowed(declared: Declared, { pingPasses }: Measured, reached: Reached): Comparison {
  switch (reached) {
    case 'through':
      return { combination: 'match', sentence: 'Allowed, and it gets through.', next: '' };
    case 'refused':
      return arrived;
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
  return { combination: 'unreachable', sentence, next: pathCheck };
}

function unknown(sentence: string, next: string): Comparison {
  return { combination: 'unknown', sentence, next };
}

/** ', because …' from a sentence or clause; '' from none. */
function clause(reason: string): string {
  return reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`;
}
