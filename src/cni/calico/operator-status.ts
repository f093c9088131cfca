import type { CniFact, CniFinding } from '../../contracts/cni.ts';
import type { Fact } from '../../contracts/node-facts.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../../inventory/prune/fields.ts';
import { fullStop } from '../../text/words.ts';
import { finding } from '../common/rule.ts';
import type { OperatorComponent } from '../../tools/tigera/status.ts';
import type { InstallationObject } from './settings-objects.ts';

/** A TigeraStatus (operator.tigera.io/v1) as `kubectl get tigerastatus` lists it; undefined for what is none. */
export function componentOf(object: Fields): OperatorComponent | undefined {
  const name = textOf(fieldsOf(object, 'metadata'), 'name');
  const conditions = listOf(fieldsOf(object, 'status'), 'conditions');
  const condition = (type: string) => conditions.find((one) => textOf(one, 'type') === type) ?? {};
  if (name === '') return undefined;
  const message = ['Degraded', 'Progressing', 'Available']
    .filter((type) => type === 'Available' || textOf(condition(type), 'status') === 'True')
    .map((type) => textOf(condition(type), 'message'))
    .find((words) => words !== '');
  return {
    name,
    available: textOf(condition('Available'), 'status'),
    progressing: textOf(condition('Progressing'), 'status'),
    degraded: textOf(condition('Degraded'), 'status'),
    since: textOf(condition('Available'), 'lastTransitionTime') || undefined,
    message,
  };
}

/** What the operator of Calico says of its parts. Silence where there is no operator. */
export function judgeOperator(
  components: Fact<readonly OperatorComponent[]> | undefined,
  installation: Fact<InstallationObject> | undefined,
): { readonly facts: readonly CniFact[]; readonly findings: readonly CniFinding[] } {
  const facts: CniFact[] = [];
  if (installation?.known === true) {
    const { variant, bgp, dataplane, ipam, mtu, detection } = installation.value;
    facts.push({
      name: 'operator',
      text: [
        `${variant} installed by its operator`,
        bgp === undefined ? [] : `BGP ${bgp.toLowerCase()}`,
        dataplane === undefined ? [] : `dataplane ${dataplane}`,
        ipam === undefined ? [] : `IPAM ${ipam}`,
        mtu === undefined ? [] : `MTU ${mtu}`,
        detection === undefined ? [] : `nodes’ addresses by ${detection}`,
      ]
        .flat()
        .join(', '),
      health: 'ok',
    });
  }
  if (components === undefined) return { facts, findings: [] };
  if (!components.known)
    return {
      facts: [...facts, { name: 'operator status', text: fullStop(components.why), health: 'unknown' }],
      findings: [],
    };
  const from = [components];
  const findings = components.value.flatMap((component) => {
    const { name, available, progressing, degraded, message } = component;
    const said = message === undefined ? '' : `: ${message}`;
    if (degraded === 'True')
      return [
        finding('calico/operator', 'fault', fullStop(`The operator says that ${name} is degraded${said}`), { from }),
      ];
    if (available === 'False')
      return [
        finding('calico/operator', 'fault', fullStop(`The operator says that ${name} is not available${said}`), {
          from,
        }),
      ];
    if (available !== 'True')
      return [
        finding(
          'calico/operator',
          'unknown',
          fullStop(`Whether ${name} is available the operator does not say${said}`),
          { from },
        ),
      ];
    if (progressing === 'True')
      return [finding('calico/operator', 'warning', fullStop(`The operator is changing ${name}${said}`), { from })];
    return [];
  });
  const well = components.value
    .filter((one) => one.available === 'True' && one.degraded !== 'True')
    .map(({ name }) => name);
  facts.push({
    name: 'operator status',
    text:
      components.value.length === 0
        ? 'tells of no part'
        : `${well.length} of ${components.value.length} parts available`,
    health: findings.some(({ health }) => health === 'fault')
      ? 'fault'
      : (findings[0]?.health ?? (components.value.length === 0 ? 'unknown' : 'ok')),
  });
  return { facts, findings };
}
