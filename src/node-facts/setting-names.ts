/** Settings that decide over pods' packets on any node. */
const general: readonly string[] = [
  'net.ipv4.ip_forward',
  'net.ipv6.conf.all.forwarding',
  'net.ipv4.conf.all.forwarding',
  'net.ipv4.conf.all.rp_filter',
  'net.ipv4.conf.default.forwarding',
  'net.ipv4.conf.default.rp_filter',
  'net.bridge.bridge-nf-call-iptables',
  'net.bridge.bridge-nf-call-ip6tables',
  'net.ipv4.ping_group_range',
  'net.netfilter.nf_conntrack_count',
  'net.netfilter.nf_conntrack_max',
  'net.ipv4.neigh.default.gc_thresh1',
  'net.ipv4.neigh.default.gc_thresh2',
  'net.ipv4.neigh.default.gc_thresh3',
];

/** The settings to read on a node with these devices that carry pods' packets. */
export function settingNames(devices: readonly string[]): readonly string[] {
  return [
    ...general,
    ...devices.flatMap((device) => [deviceSetting(device, 'rp_filter'), deviceSetting(device, 'forwarding')]),
  ];
}

/** The name of a device's own IPv4 setting: sysctl writes a dot of the device as a slash, 'net.ipv4.conf.flannel/1.rp_filter'. */
export function deviceSetting(device: string, setting: 'rp_filter' | 'forwarding'): string {
  return `net.ipv4.conf.${device.replaceAll('.', '/')}.${setting}`;
}

/** The file of a setting below /proc/sys. */
export function pathOfSetting(name: string): string {
  return `/proc/sys/${name.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.'))}`;
}

/** Whether a name or path, as some program spells it, is that of the setting: BusyBox writes flannel.1 with its dot. */
export function sameSetting(name: string, spelled: string): boolean {
  return plain(name) === plain(spelled.replace(/^\/proc\/sys\//, ''));
}

function plain(name: string): string {
  return name.replaceAll('/', '.');
}
