import type { Fields } from '../../inventory/prune/fields.ts';
import { backendCondition } from '../backends.ts';
import { type Condition, nobody } from '../model/condition.ts';
import type { ServiceParty } from '../model/snapshot.ts';
import type { TrafficTest } from '../model/traffic.ts';
import type { RuleContext } from './entity.ts';

/** The backends of a Service, and the ports on which they are meant. */
interface ServiceMatch {
  readonly peer: Condition;
  readonly traffic: readonly TrafficTest[];
}

/** What `services` of a rule demands; undefined: the rule names none. A Service that is not there has no backends. */
export function serviceMatch(entity: Fields, where: string, context: RuleContext): ServiceMatch | undefined {
  const { reader, snapshot } = context;
  const match = reader.mapping(entity, 'services', where);
  if (match === undefined) return undefined;
  const place = `the services of ${where}`;
  reader.only(match, new Set(['name', 'namespace']), place);
  const name = reader.text(match, 'name', place) ?? '';
  const namespace = reader.text(match, 'namespace', place) ?? context.namespace;
  if (name === '') reader.say(`The services of ${where} name no service.`);
  const service = snapshot.services.find((one) => one.name === name && one.namespace === namespace);
  if (service === undefined) return { peer: nobody, traffic: [] };
  return { peer: backendCondition(service), traffic: service.ports.map(portTest) };
}

function portTest({ protocol, targetPort }: ServiceParty['ports'][number]): TrafficTest {
  const port = typeof targetPort === 'number' ? { from: targetPort, to: targetPort } : { name: targetPort };
  return { protocols: [protocol], ports: [port] };
}
