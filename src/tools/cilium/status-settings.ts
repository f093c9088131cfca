import { type Fields, fieldsOf, listOf, numberOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import type { AgentSetting } from './status.ts';

/** The rows of the status' text that are no states, out of its JSON; a row that the version does not tell is left out. */
export function settingsOfStatus(document: Fields): readonly AgentSetting[] {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Kubernetes APIs', listed(textsOf(fieldsOf(document, 'kubernetes'), 'k8s-api-versions'))],
    ['KubeProxyReplacement', replacement(fieldsOf(document, 'kube-proxy-replacement'))],
    ['Host firewall', withDevices(fieldsOf(document, 'host-firewall'))],
    ['CNI Chaining', mode(document, 'cni-chaining')],
    ['CNI Config file', textOf(fieldsOf(document, 'cni-file'), 'msg') || undefined],
    ['NodeMonitor', monitor(fieldsOf(document, 'nodeMonitor'))],
    ['IPAM', textOf(fieldsOf(document, 'ipam'), 'status') || undefined],
    ['BandwidthManager', bandwidth(document)],
    ['Host Routing', mode(document, 'host-routing')],
    ['Routing', routing(fieldsOf(document, 'routing'))],
    ['Masquerading', masquerading(fieldsOf(document, 'masquerading'))],
    ['Proxy Status', proxy(fieldsOf(document, 'proxy'))],
    ['Global Identity Range', range(fieldsOf(document, 'identity-range'))],
    ['Encryption', mode(document, 'encryption')],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [{ kind: 'setting' as const, name, value }]));
}

function listed(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : texts.join(', ');
}

function mode(document: Fields, key: string): string | undefined {
  return textOf(fieldsOf(document, key), 'mode') || undefined;
}

function replacement(part: Fields): string | undefined {
  const value = textOf(part, 'mode');
  if (value === '') return undefined;
  const direct = textOf(part, 'directRoutingDevice');
  const devices = listOf(part, 'deviceList').map((device) => {
    const name = textOf(device, 'name');
    return [name, ...textsOf(device, 'ip'), ...(name === direct ? ['(Direct Routing)'] : [])].join(' ');
  });
  return devices.length === 0 ? value : `${value} [${devices.join(', ')}]`;
}

function withDevices(part: Fields): string | undefined {
  const value = textOf(part, 'mode');
  const devices = textsOf(part, 'devices');
  return value === '' ? undefined : devices.length === 0 ? value : `${value} [${devices.join(', ')}]`;
}

function monitor(part: Fields): string | undefined {
  const [cpus, pages, size] = ['cpus', 'npages', 'pagesize'].map((key) => numberOf(part, key));
  if (cpus === undefined) return undefined;
  const lost = numberOf(part, 'lost') ?? 0;
  return `Listening for events on ${cpus} CPUs with ${pages}x${size} of shared memory${lost > 0 ? `, ${lost} events lost` : ''}`;
}

function bandwidth(document: Fields): string | undefined {
  const part = fieldsOf(document, 'bandwidth-manager');
  if (Object.keys(part).length === 0) return undefined;
  if (part['enabled'] !== true) return 'Disabled';
  const control = textOf(part, 'congestionControl').toUpperCase();
  return `EDT with BPF${control === '' ? '' : ` [${control}]`} [${textsOf(part, 'devices').join(', ')}]`;
}

function routing(part: Fields): string | undefined {
  const network = textOf(part, 'inter-host-routing-mode');
  const host = textOf(part, 'intra-host-routing-mode');
  if (network === '' && host === '') return undefined;
  const tunnel = textOf(part, 'tunnel-protocol');
  return `Network: ${network || '?'}${tunnel === '' ? '' : ` [${tunnel}]`}, Host: ${host || '?'}`;
}

function masquerading(part: Fields): string | undefined {
  if (Object.keys(part).length === 0) return undefined;
  const families = fieldsOf(part, 'enabledProtocols');
  const on = [families['ipv4'] === true ? 'IPv4' : [], families['ipv6'] === true ? 'IPv6' : []].flat();
  if (on.length === 0 && part['enabled'] !== true) return 'Disabled';
  return `${textOf(part, 'mode') || 'Enabled'}${on.length === 0 ? '' : ` [${on.join(', ')}]`}`;
}

function proxy(part: Fields): string | undefined {
  const ip = textOf(part, 'ip');
  if (ip === '') return undefined;
  return `OK, ip ${ip}, ${numberOf(part, 'total-redirects') ?? 0} redirects active on ports ${textOf(part, 'port-range')}`;
}

function range(part: Fields): string | undefined {
  const [least, most] = [numberOf(part, 'min-identity'), numberOf(part, 'max-identity')];
  return least === undefined || most === undefined ? undefined : `min ${least}, max ${most}`;
}
