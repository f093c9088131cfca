import { fieldsOf, isFields, numberOf, textOf } from '../../inventory/prune/fields.ts';
import type { CniObjects } from '../evidence.ts';

/** flannel's net-conf.json, as far as it decides over the wire. */
export interface NetConf {
  readonly network: string | undefined;
  readonly ipv6Network: string | undefined;
  /** 'vxlan', 'host-gw', 'wireguard', 'ipip', …, in lower case. */
  readonly backend: string | undefined;
  readonly vni: number;
  /** UDP port; flannel leaves it to the kernel unless it is told one. */
  readonly port: number;
  readonly directRouting: boolean;
  /** Where it was read: 'configmap kube-flannel/kube-flannel-cfg'. */
  readonly from: string;
}

const places: readonly string[] = [
  'kube-flannel/kube-flannel-cfg',
  'kube-system/kube-flannel-cfg',
  'kube-system/canal-config',
];

/** The kernel's port for VXLAN, older than the one that IANA assigned (4789). */
export const kernelPort = 8472;

/** Reads net-conf.json of flannel's ConfigMap; undefined where there is none or it may not be read, words where it cannot be understood. */
export function readNetConf({ configMaps, summary }: CniObjects): NetConf | string | undefined {
  const names = summary.namespace === undefined ? places : [...places, `${summary.namespace}/kube-flannel-cfg`];
  for (const name of names) {
    const text = configMaps.get(name)?.['net-conf.json'];
    if (text !== undefined) return parseNetConf(text, `configmap ${name}`);
  }
  return undefined;
}

function parseNetConf(text: string, from: string): NetConf | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return `net-conf.json of ${from} is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}`;
  }
  if (!isFields(parsed)) return `net-conf.json of ${from} holds no object`;
  const backend = fieldsOf(parsed, 'Backend');
  return {
    network: textOf(parsed, 'Network') || undefined,
    ipv6Network: textOf(parsed, 'IPv6Network') || undefined,
    // Without one flannel takes the oldest backend (udp).
    backend: (textOf(backend, 'Type') || 'udp').toLowerCase(),
    vni: numberOf(backend, 'VNI') ?? 1,
    port: numberOf(backend, 'Port') || kernelPort,
    directRouting: backend['DirectRouting'] === true || String(backend['DirectRouting']) === 'true',
    from,
  };
}
