import { type Fields, fieldsOf } from '../../inventory/prune/fields.ts';
import { type Condition, nobody } from '../model/condition.ts';
import type { CompiledRule, Direction, RuleAction } from '../model/policy.ts';
import type { PortTest, TrafficTest } from '../model/traffic.ts';
import { entityCondition, isAnyone, type RuleContext } from './entity.ts';
import { httpProvided } from './http.ts';
import { serviceMatch } from './service-match.ts';
import { readPorts, trafficOf } from './traffic.ts';

const ruleFields: ReadonlySet<string> = new Set([
  'action',
  'ipVersion',
  'protocol',
  'icmp',
  'notProtocol',
  'notICMP',
  'source',
  'destination',
  'http',
  'metadata',
]);

const entityFields: ReadonlySet<string> = new Set([
  'nets',
  'selector',
  'namespaceSelector',
  'services',
  'ports',
  'notNets',
  'notSelector',
  'notPorts',
  'serviceAccounts',
  'domains',
]);

const actions: Readonly<Record<string, RuleAction>> = {
  allow: 'allow',
  deny: 'deny',
  pass: 'pass',
  log: 'log',
  'next-tier': 'pass',
};

/** Compiles one rule. What of it is not understood is said, and the rule matches nothing for certain then. */
export function compileRule(rule: Fields, index: number, direction: Direction, context: RuleContext): CompiledRule {
  const { reader } = context;
  const where = `${direction} rule ${index + 1}`;
  const before = reader.problems.length;
  reader.only(rule, ruleFields, where);
  const [peerKey, subjectKey] = direction === 'ingress' ? ['source', 'destination'] : ['destination', 'source'];
  const sides = { source: fieldsOf(rule, 'source'), destination: fieldsOf(rule, 'destination') };
  for (const key of ['source', 'destination'] as const) {
    reader.mapping(rule, key, where);
    reader.only(sides[key], entityFields, `the ${key} of ${where}`);
  }
  const peerFields = fieldsOf(rule, peerKey);
  const peer = [
    entityCondition(peerFields, `the ${peerKey} of ${where}`, context),
    ...hiddenConditions(sides, where, context),
  ];
  const service = serviceMatch(peerFields, `the ${peerKey} of ${where}`, context);
  if (service !== undefined) peer.push(service.peer);
  if (fieldsOf(rule, subjectKey)['services'] !== undefined)
    reader.say(`The ${subjectKey} of ${where} names services, which the API allows only for the other side.`);
  const subject = entityCondition(fieldsOf(rule, subjectKey), `the ${subjectKey} of ${where}`, context);
  const tests = trafficTests(
    rule,
    sides.destination,
    where,
    direction === 'egress' ? service?.traffic : undefined,
    context,
  );
  const action = readAction(rule, where, context);
  const provided = action === 'allow' ? httpProvided(rule, where, reader) : [];
  if (tests?.length === 0) peer.push(nobody);
  if (reader.problems.length > before) peer.push({ is: 'undecidable', reason: `${where} is not understood` });
  const name = reader.text(fieldsOf(fieldsOf(rule, 'metadata'), 'annotations'), 'name', where);
  return {
    number: index + 1,
    path: ['spec', direction, index],
    ...(name === undefined ? {} : { name }),
    action,
    ...(isAnyone(subject) ? {} : { subject }),
    peer: together(peer),
    ...(tests === undefined || tests.length === 0 ? {} : { traffic: tests }),
    ...(provided.length === 0 ? {} : { provided }),
  };
}

function readAction(rule: Fields, where: string, { reader }: RuleContext): RuleAction {
  const text = reader.text(rule, 'action', where);
  const action = text === undefined ? undefined : actions[text.toLowerCase()];
  if (action === undefined) reader.say(`The action of ${where} is ${text ?? 'missing'}, which is none that is known.`);
  return action ?? 'deny';
}

/** What a rule asks that no flow tells here: the source's port, and names of destinations. */
function hiddenConditions(
  { source, destination }: { readonly source: Fields; readonly destination: Fields },
  where: string,
  { reader }: RuleContext,
): readonly Condition[] {
  const ports = readPorts(source, 'ports', `the source of ${where}`, reader).map(portWords);
  const notPorts = readPorts(source, 'notPorts', `the source of ${where}`, reader).map(portWords);
  const domains = reader.texts(destination, 'domains', `the destination of ${where}`) ?? [];
  return [
    ...(ports.length === 0 ? [] : [undecidable(`the rule asks for the source port ${ports.join(' or ')}`)]),
    ...(notPorts.length === 0
      ? []
      : [undecidable(`the rule asks for a source port other than ${notPorts.join(', ')}`)]),
    ...(domains.length === 0
      ? []
      : [undecidable(`the rule holds for addresses that ${domains.join(' or ')} resolves to`)]),
  ];
}

function undecidable(reason: string): Condition {
  return { is: 'undecidable', reason };
}

function portWords(port: PortTest): string {
  if ('name' in port) return `named ${port.name}`;
  return port.from === port.to ? String(port.from) : `${port.from}-${port.to}`;
}

/** Undefined: any traffic. Empty: none can match. */
function trafficTests(
  rule: Fields,
  destination: Fields,
  where: string,
  service: readonly TrafficTest[] | undefined,
  { reader }: RuleContext,
): readonly TrafficTest[] | undefined {
  const own = trafficOf(rule, destination, where, reader);
  if (service === undefined) return own === undefined ? undefined : [own];
  if (own?.ports !== undefined || own?.notPorts !== undefined)
    reader.say(`The destination of ${where} names ports beside services, which the API does not allow.`);
  // A service's ports bring their own protocol: one that the rule does not admit cannot match.
  return service
    .filter(({ protocols }) => own?.protocols === undefined || own.protocols.some((one) => protocols?.includes(one)))
    .map((test) => ({ ...own, ...test }));
}

function together(of: readonly Condition[]): Condition {
  const demanded = of.filter((condition) => !isAnyone(condition));
  return demanded.length === 1 && demanded[0] !== undefined ? demanded[0] : { is: 'every', of: demanded };
}
