import { eachClass, isEmpty } from '../index/class-set.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { TernarySet } from '../index/ternary.ts';
import { hasPorts, sameProtocol } from '../evaluate/traffic.ts';
import type { NamedPort } from '../model/party.ts';
import type { PortTest, TrafficTest } from '../model/traffic.ts';
import { finding, type LintFinding } from './finding.ts';
import { type RulePlace, rulesOf, understoodPolicies } from './places.ts';

/** Names of ports that no destination has, and numbers that none of them declares. */
export function portFindings(index: PolicyIndex): readonly LintFinding[] {
  return understoodPolicies(index).flatMap((policy) =>
    rulesOf(policy).flatMap((place) => (place.rule.action === 'allow' ? ruleFindings(index, place) : [])),
  );
}

function ruleFindings(index: PolicyIndex, place: RulePlace): readonly LintFinding[] {
  // Of egress only names can be judged: what outside addresses listen on is not known.
  const tests = (place.rule.traffic ?? []).filter(({ ports = [] }) =>
    ports.some((port) => place.direction === 'ingress' || 'name' in port),
  );
  if (tests.length === 0) return [];
  const declared = declaredPorts(index, place);
  if (declared === undefined) return [];
  const whose = place.direction === 'ingress' ? 'pod that it selects' : 'pod that the rule lets traffic to';
  return tests.flatMap((test) =>
    (test.ports ?? []).flatMap((port): readonly LintFinding[] => {
      if (declared.ports.some((one) => isMeant(one, port, test))) return [];
      if ('name' in port)
        return [
          finding(place, {
            id: 'named-port-of-nobody',
            severity: declared.complete ? 'fault' : 'warning',
            sentence: `No ${whose} has a port named ${port.name}${protocolWords(test)}, so that this entry admits nothing.`,
            advice: 'Name it as a container port of the pods does, protocol included, or write the number.',
          }),
        ];
      // A container may listen on ports that it does not declare; only a single number that others stand beside is telling.
      if (place.direction === 'egress' || !declared.complete || port.from !== port.to) return [];
      return [
        finding(place, {
          id: 'port-of-nobody',
          severity: 'note',
          sentence: `No ${whose} declares port ${port.from}${protocolWords(test)}; they declare ${listed(declared.ports)}.`,
          advice:
            'A policy is held against the port of the pod, not that of a Service: write the target port. Pods may listen on ports that they do not declare.',
        }),
      ];
    }),
  );
}

/** Ports that some pods declare; complete when every one of them declares any. */
interface DeclaredPorts {
  readonly ports: readonly NamedPort[];
  readonly complete: boolean;
}

const declaredBySet = new WeakMap<TernarySet, DeclaredPorts>();

/** The ports that destinations of a rule declare; undefined when there are no pods among them, or one that cannot be told. */
function declaredPorts(
  { classes, classesOf }: PolicyIndex,
  { policy, direction, rule }: RulePlace,
): DeclaredPorts | undefined {
  const destinations = classesOf(direction === 'ingress' ? policy.subject : rule.peer);
  if (!isEmpty(destinations.unknown)) return undefined;
  const before = declaredBySet.get(destinations);
  if (before !== undefined) return before;
  const ports = new Map<string, NamedPort>();
  const counted = new Set<readonly NamedPort[]>();
  let pods = 0;
  let complete = true;
  eachClass(destinations.yes, (member) => {
    const party = classes.list[member]?.representative;
    if (party?.kind !== 'pod') return;
    pods += 1;
    if (party.ports.length === 0) complete = false;
    if (counted.has(party.ports)) return;
    counted.add(party.ports);
    for (const port of party.ports) ports.set(`${port.name} ${port.protocol} ${port.port}`, port);
  });
  if (pods === 0) return undefined;
  const made = { ports: [...ports.values()], complete };
  declaredBySet.set(destinations, made);
  return made;
}

function isMeant({ name, port, protocol }: NamedPort, test: PortTest, { protocols }: TrafficTest): boolean {
  if (protocols !== undefined && !protocols.some((one) => sameProtocol(one, protocol))) return false;
  return 'name' in test ? test.name === name : test.from <= port && port <= test.to;
}

function protocolWords({ protocols }: TrafficTest): string {
  const named = (protocols ?? []).filter(hasPorts);
  return named.length === 0 ? '' : ` for ${named.join(' or ')}`;
}

function listed(ports: readonly NamedPort[]): string {
  const words = [...new Set(ports.map(({ port, protocol }) => `${protocol} ${port}`))].sort();
  return words.length > 4 ? `${words.slice(0, 4).join(', ')} and ${words.length - 4} more` : words.join(', ');
}
