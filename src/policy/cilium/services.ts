import type { Fields } from '../../inventory/prune/fields.ts';
import { backendCondition } from '../backends.ts';
import { type Condition, nobody } from '../model/condition.ts';
import type { ServiceParty } from '../model/snapshot.ts';
import type { CiliumContext } from './context.ts';
import { literalHolds } from './labels.ts';
import { selectorLiterals } from './selector.ts';

/** What one entry of toServices demands of a destination: to be behind one of the services. */
export function serviceCondition(entry: Fields, where: string, context: CiliumContext): Condition {
  const { reader, snapshot } = context;
  reader.only(entry, new Set(['k8sService', 'k8sServiceSelector']), where);
  const named = reader.mapping(entry, 'k8sService', where);
  const selected = reader.mapping(entry, 'k8sServiceSelector', where);
  if ((named === undefined) === (selected === undefined))
    reader.say(`An entry of ${where} must name either a service or a selector of services.`);
  const fits = named === undefined ? bySelector(selected ?? {}, where, context) : byName(named, where, context);
  const of = snapshot.services.filter(fits).map(backendCondition);
  return of.length === 0 ? nobody : { is: 'some', of };
}

function byName(service: Fields, where: string, { reader, namespace }: CiliumContext): (one: ServiceParty) => boolean {
  const name = reader.text(service, 'serviceName', where);
  const inNamespace = reader.text(service, 'namespace', where) ?? namespace;
  return (one) => one.name === name && one.namespace === inNamespace;
}

function bySelector(service: Fields, where: string, { reader }: CiliumContext): (one: ServiceParty) => boolean {
  const literals = selectorLiterals(reader.mapping(service, 'selector', where) ?? {}, where, reader);
  const namespace = reader.text(service, 'namespace', where) ?? '';
  return (one) =>
    (namespace === '' || one.namespace === namespace) && literals.every((literal) => literalHolds(literal, one.labels));
}
