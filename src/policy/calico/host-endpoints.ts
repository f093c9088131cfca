import { isFields, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { parseCidr } from '../address/parse.ts';
import type { Condition } from '../model/condition.ts';
import type { CompiledPolicy, CompiledRule, Direction, Tier } from '../model/policy.ts';
import type { PolicyObject, PolicySnapshot } from '../model/snapshot.ts';
import { isCalico } from './kinds.ts';

/**
 * HostEndpoints put a node's own traffic under policies, and with applyOnForward, doNotTrack or preDNAT what a node passes on
 * to its pods as well. Through which interface a flow goes is not known here, so each of these may deny and none decides.
 */
export function hostEndpointTier(snapshot: PolicySnapshot, forwarding: readonly string[]): Tier | undefined {
  const policies = snapshot.objects
    .filter((object) => isCalico(object) && object.kind === 'HostEndpoint')
    .map((object) => hostEndpointPolicy(object, snapshot, forwarding));
  if (policies.length === 0) return undefined;
  return { name: 'host endpoints', decides: 'first-match', unmatched: 'continue', tiesUndefined: false, policies };
}

function hostEndpointPolicy(
  { name, kind, spec, lineOf }: PolicyObject,
  { nodes }: PolicySnapshot,
  forwarding: readonly string[],
): CompiledPolicy {
  const fields = isFields(spec) ? spec : {};
  const node = nodes.find((one) => one.name === textOf(fields, 'node'));
  const addresses = [...textsOf(fields, 'expectedIPs'), ...(node?.addresses ?? [])];
  const itself: Condition = {
    is: 'every',
    of: [
      { is: 'kind', kinds: ['node', 'host-pod'] },
      { is: 'address', within: addresses.flatMap((text) => parseCidr(text) ?? []), except: [] },
    ],
  };
  const behind: Condition = { is: 'kind', kinds: ['pod'] };
  const direction = (one: Direction) => ({ rules: [mayDeny(one, name, forwarding)], isolates: false });
  return {
    reference: { kind, namespace: '', name },
    dialect: 'calico',
    subject: forwarding.length === 0 ? itself : { is: 'some', of: [itself, behind] },
    ingress: direction('ingress'),
    egress: direction('egress'),
    tier: 'host endpoints',
    order: 0,
    staged: false,
    notUnderstood: [],
    ...(lineOf === undefined ? {} : { lineOf }),
  };
}

function mayDeny(direction: Direction, name: string, forwarding: readonly string[]): CompiledRule {
  const policies = forwarding.length === 0 ? '' : ` with ${forwarding.join(', ')}`;
  return {
    number: 1,
    path: ['spec'],
    action: 'deny',
    peer: {
      is: 'undecidable',
      reason: `the HostEndpoint ${name}${policies} may ${direction === 'ingress' ? 'stop what comes in' : 'stop what goes out'}, and through which interface the flow goes is not known`,
    },
  };
}
