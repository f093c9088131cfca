import { referenceOf } from '../reference.ts';
import { stringify } from 'yaml';
import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import { partyWords, policyWords } from '../evaluate/names.ts';
import { trafficWords } from '../evaluate/unmet-traffic.ts';
import { isNetworkPolicy } from '../kubernetes/compile.ts';
import type { PodParty } from '../model/party.ts';
import type { Direction, PolicyReference } from '../model/policy.ts';
import type { PolicyObject, PolicySnapshot } from '../model/snapshot.ts';
import type { Flow, SideVerdict } from '../model/verdict.ts';
import type { NearMiss } from '../near-miss/near-miss.ts';
import type { Edit } from './edit.ts';
import { peerOf, portOf, tellingLabels } from './peer-of.ts';

/** What every edit of one side is made of. */
interface Wanted {
  readonly snapshot: PolicySnapshot;
  readonly direction: Direction;
  readonly peer: Fields;
  readonly port: Fields;
  /** 'TCP 8080'. */
  readonly trafficWords: string;
  readonly peerWords: string;
}

/** Edits of NetworkPolicies that could open a side of a flow: the rules that came near, a rule more, or a policy of its own. */
export function policyEdits(
  snapshot: PolicySnapshot,
  flow: Flow,
  direction: Direction,
  verdict: SideVerdict,
  misses: readonly NearMiss[],
): readonly Edit[] {
  const [subject, other] = direction === 'ingress' ? [flow.destination, flow.source] : [flow.source, flow.destination];
  if (subject.kind !== 'pod' || verdict.outcome !== 'default-deny') return [];
  const peer = peerOf(other, subject.namespace, snapshot.pods);
  const port = portOf(flow.traffic.protocol, flow.traffic.port);
  if (peer === undefined || port === undefined) return [];
  const wanted: Wanted = {
    snapshot,
    direction,
    peer,
    port,
    trafficWords: trafficWords(flow.traffic),
    peerWords: partyWords(other),
  };
  const isolating = verdict.isolatedBy.flatMap((reference) => networkPolicyOf(snapshot, reference) ?? []);
  return [
    ...misses.flatMap((miss) => ruleEdits(miss, wanted)),
    ...(isolating[0] === undefined ? [newPolicy(subject, wanted)] : [addRule(isolating[0], wanted)]),
  ];
}

/** Widens the ports or the peers of a rule that missed by one of these only. */
function ruleEdits({ rule, applies, unmet }: NearMiss, wanted: Wanted): readonly Edit[] {
  const object = networkPolicyOf(wanted.snapshot, rule.policy);
  if (object === undefined || !applies) return [];
  const name = `${wanted.direction} rule ${rule.rule} of ${policyWords(rule.policy)}`;
  const at = rule.rule - 1;
  if (unmet.every(({ on }) => on === 'traffic')) {
    const words = `Add ${wanted.trafficWords} to ${name}.`;
    return [edit('widen-port', words, object, wanted, (rules) => appended(rules, at, 'ports', wanted.port))];
  }
  if (unmet.every(({ on }) => on === 'peer')) {
    const key = wanted.direction === 'ingress' ? 'from' : 'to';
    const words = `Add ${wanted.peerWords} to the peers of ${name}.`;
    return [edit('add-peer', words, object, wanted, (rules) => appended(rules, at, key, wanted.peer))];
  }
  return [];
}

function addRule(object: PolicyObject, wanted: Wanted): Edit {
  const { direction, peerWords, trafficWords: traffic } = wanted;
  const preposition = direction === 'ingress' ? 'from' : 'to';
  const words = `Add an ${direction} rule to ${policyWords(object)}: ${traffic} ${preposition} ${peerWords}.`;
  return edit('add-rule', words, object, wanted, (rules) => [...rules, ruleOf(wanted)]);
}

function newPolicy(subject: PodParty, wanted: Wanted): Edit {
  const { direction, snapshot } = wanted;
  const object: PolicyObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace: subject.namespace,
    name: `allow-${subject.workload.name}-${direction}`,
    labels: {},
    spec: {
      podSelector: { matchLabels: tellingLabels(subject, snapshot.pods) },
      policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
      [direction]: [ruleOf(wanted)],
    },
  };
  return {
    direction,
    kind: 'add-policy',
    words: `Create ${policyWords(object)}: ${wanted.trafficWords} ${direction === 'ingress' ? 'from' : 'to'} ${wanted.peerWords}.`,
    yaml: yamlOf(object),
    policy: referenceOf(object),
    change: { of: 'policies', apply: (before) => ({ ...before, objects: [...before.objects, object] }) },
  };
}

function ruleOf({ direction, peer, port }: Wanted): Fields {
  return { [direction === 'ingress' ? 'from' : 'to']: [peer], ports: [port] };
}

function edit(
  kind: Edit['kind'],
  words: string,
  object: PolicyObject,
  { direction }: Wanted,
  change: (rules: readonly Fields[]) => readonly Fields[],
): Edit {
  const edited = (before: PolicyObject): PolicyObject => {
    const spec = isFields(before.spec) ? before.spec : {};
    const rules = Array.isArray(spec[direction]) ? spec[direction].filter(isFields) : [];
    const { lineOf: _, ...rest } = before;
    return { ...rest, spec: { ...spec, [direction]: change(rules) } };
  };
  return {
    direction,
    kind,
    words,
    yaml: yamlOf(edited(object)),
    policy: referenceOf(object),
    change: {
      of: 'policies',
      // By name: an edit of the other direction may have changed the same object before.
      apply: (before) => ({
        ...before,
        objects: before.objects.map((one) => (isSameObject(one, object) ? edited(one) : one)),
      }),
    },
  };
}

function appended(rules: readonly Fields[], at: number, key: string, entry: Fields): readonly Fields[] {
  return rules.map((rule, index) => {
    if (index !== at) return rule;
    const list: unknown = rule[key];
    return { ...rule, [key]: [...(Array.isArray(list) ? list : []), entry] };
  });
}

function networkPolicyOf(
  { objects }: PolicySnapshot,
  { kind, namespace, name }: PolicyReference,
): PolicyObject | undefined {
  return objects.find(
    (object) =>
      isNetworkPolicy(object) && object.kind === kind && object.namespace === namespace && object.name === name,
  );
}

function isSameObject(first: PolicyObject, second: PolicyObject): boolean {
  return (
    first.apiVersion === second.apiVersion &&
    first.kind === second.kind &&
    first.namespace === second.namespace &&
    first.name === second.name
  );
}

function yamlOf({ apiVersion, kind, namespace, name, spec }: PolicyObject): string {
  return stringify({ apiVersion, kind, metadata: { name, namespace }, spec });
}
