import type { Endpoint } from '../contracts/endpoint.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { nearNames } from '../text/near.ts';
import type { Inventory } from './inventory.ts';
import { workloadRows } from './workloads.ts';

/**
 * What 'ns/name' means: a pod, else a workload, else a service of that name. A pod's uid is bound, so that a
 * re-created one is not taken for it. Throws a usage error that lists near names.
 */
export function findEndpoint(namespace: string, name: string, inventory: Inventory): Endpoint {
  const pod = inventory.pods.byName(namespace, name);
  if (pod !== undefined) return { kind: 'pod', namespace, name, uid: pod.uid };
  const workloads = workloadRows(inventory);
  const workload = workloads.find((row) => row.namespace === namespace && row.name === name);
  if (workload !== undefined) return workload.endpoint;
  if (inventory.services.byName(namespace, name) !== undefined) return { kind: 'service', namespace, name };
  const here = (record: { readonly namespace: string }) => record.namespace === namespace;
  const names = new Set(
    [...inventory.pods.values(), ...workloads, ...inventory.services.values()]
      .filter(here)
      .map((record) => record.name),
  );
  const elsewhere = [...inventory.pods.values(), ...workloads, ...inventory.services.values()].filter(
    (record) => record.name === name,
  );
  const near = [
    ...new Set([
      ...elsewhere.map((record) => `${record.namespace}/${name}`),
      ...nearNames(name, names).map((one) => `${namespace}/${one}`),
    ]),
  ].slice(0, 5);
  const namespaces = new Set([...inventory.namespaces.values()].map((record) => record.name));
  const noNamespace = namespaces.size > 0 && !namespaces.has(namespace) && names.size === 0;
  const suggestions =
    near.length > 0 ? near : noNamespace ? nearNames(namespace, namespaces).map((one) => `${one}/${name}`) : [];
  const what = noNamespace
    ? `There is no namespace ${namespace}.`
    : `There is no pod, workload or service ${name} in namespace ${namespace}.`;
  throw new PlumblineError(suggestions.length > 0 ? `${what} Did you mean ${suggestions.join(', ')}?` : what, {
    kind: 'usage',
    operation: 'find an endpoint',
    object: `${namespace}/${name}`,
    nextStep: 'Name an endpoint as namespace/name, an IP address or a host name.',
  });
}
