import type { Labels } from '../../inventory/records.ts';
import type { NamedPort, NodeParty, PodParty } from '../model/party.ts';
import type { Distinctions } from './distinctions.ts';

/** Numbers for texts, and for objects that are shared by many: each distinct one is spelled once. */
interface Numbering<Value extends object> {
  of(value: Value): number;
}

/** What tells parties apart, as one text per class. Keys of one maker are comparable with each other only. */
export interface ClassKeys {
  pod(pod: PodParty): string;
  node(node: NodeParty): string;
}

export function classKeys(wanted: Distinctions, atomsOf: (addresses: readonly string[]) => string): ClassKeys {
  const podLabels = numbering<Labels>((labels) => spelledLabels(labels, wanted.labelKeys.pod));
  const nodeLabels = numbering<Labels>((labels) => spelledLabels(labels, wanted.labelKeys.node));
  const accountLabels = numbering<Labels>((labels) => spelledLabels(labels, wanted.labelKeys['service-account']));
  const ports = numbering<readonly NamedPort[]>((list) => spelledPorts(list, wanted.portNames));
  const byAddress = wanted.ranges.size > 0 || wanted.families;
  const accounts = wanted.labelKeys['service-account'].size > 0;
  return {
    pod(pod) {
      // A pod without an address is told apart: what hangs on addresses cannot be known of it.
      let key = `${pod.namespace} ${podLabels.of(pod.labels)} ${pod.hostNetwork ? 'h' : ''}${pod.phase === 'pending' ? 'p' : ''}`;
      if (wanted.portNames.size > 0) key += ` ${ports.of(pod.ports)}`;
      if (wanted.serviceAccounts) key += ` ${pod.serviceAccount}`;
      if (accounts)
        key += ` ${pod.serviceAccountLabels === undefined ? '?' : accountLabels.of(pod.serviceAccountLabels)}`;
      // A pod in its node's network answers for the node.
      if (pod.hostNetwork) key += ` ${pod.node}`;
      if (byAddress) key += ` ${atomsOf(pod.addresses)}`;
      return key;
    },
    node(node) {
      return `${nodeLabels.of(node.labels)} ${byAddress ? atomsOf(node.addresses) : ''}`;
    },
  };
}

function numbering<Value extends object>(spell: (value: Value) => string): Numbering<Value> {
  const byIdentity = new WeakMap<Value, number>();
  const byText = new Map<string, number>();
  return {
    of(value) {
      const known = byIdentity.get(value);
      if (known !== undefined) return known;
      const text = spell(value);
      const number = byText.get(text) ?? byText.size;
      byText.set(text, number);
      byIdentity.set(value, number);
      return number;
    },
  };
}

function spelledLabels(labels: Labels, keys: ReadonlySet<string>): string {
  return Object.entries(labels)
    .filter(([key]) => keys.has(key))
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(' ');
}

function spelledPorts(ports: readonly NamedPort[], names: ReadonlySet<string>): string {
  const spelled = ports
    .filter(({ name }) => names.has(name))
    .map(({ name, port, protocol }) => `${name}:${port}/${protocol}`);
  return [...new Set(spelled)].sort().join(' ');
}
