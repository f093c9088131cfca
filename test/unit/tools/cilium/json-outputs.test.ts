import { describe, expect, it } from 'vitest';
import { isForwarded, parseBpfMetrics } from '../../../../src/tools/cilium/bpf-metrics.ts';
import { parseBpfPolicy } from '../../../../src/tools/cilium/bpf-policy.ts';
import { parseMonitor } from '../../../../src/tools/cilium/monitor.ts';
import { parseCiliumStatus } from '../../../../src/tools/cilium/status-reading.ts';

/** A port as the kernel holds it on a little-endian machine. */
const network = (port: number) => ((port & 0xff) << 8) | (port >> 8);

describe('cilium-dbg bpf policy get -o json', () => {
  it('reads one map of the versions before 1.17, with a deny rule', () => {
    const entry = (more: object, key: object) => ({
      ProxyPort: 0,
      Flags: 0,
      AuthType: 0,
      Packets: 7,
      Bytes: 700,
      Key: { Prefixlen: 64, Identity: 2, TrafficDirection: 0, Nexthdr: 6, DestPort: network(8080), ...key },
      ...more,
    });
    const text = JSON.stringify([
      entry({ Flags: 1 }, {}),
      entry(
        { ProxyPort: network(15001) },
        { Identity: 0, TrafficDirection: 1, Nexthdr: 0, DestPort: 0, Prefixlen: 40 },
      ),
    ]);
    expect(parseBpfPolicy([text])).toEqual({
      items: [
        {
          kind: 'entry',
          policy: 'Deny',
          direction: 'Ingress',
          labels: ['identity 2'],
          port: '8080/TCP',
          proxyPort: undefined,
          bytes: 700,
          packets: 7,
        },
        {
          kind: 'entry',
          policy: 'Allow',
          direction: 'Egress',
          labels: ['ANY'],
          port: 'ANY',
          proxyPort: '15001',
          bytes: 700,
          packets: 7,
        },
      ],
      unparsed: [],
      failure: undefined,
    });
  });

  it('reads all maps of newer versions, ranges of ports and counts that are not kept', () => {
    const text = `[{"EndpointID":"725","Path":"/sys/fs/bpf/tc/globals/cilium_policy_v2_00725","Content":[{"ProxyPortNetwork":0,"Flags":0,"Packets":18446744073709551615,"Bytes":18446744073709551615,"Key":{"Prefixlen":54,"Identity":4304,"TrafficDirection":1,"Nexthdr":17,"DestPortNetwork":${network(8192)}}}]},{"EndpointID":"9","Path":"p","Content":[]}]`;
    expect(parseBpfPolicy([text]).items).toEqual([
      {
        kind: 'entry',
        policy: 'Allow',
        direction: 'Egress',
        labels: ['identity 4304'],
        port: '8192-9215/UDP',
        proxyPort: undefined,
        bytes: undefined,
        packets: undefined,
        endpoint: '725',
      },
      { kind: 'empty' },
    ]);
  });

  it('JSON that is cut is no map', () => {
    expect(parseBpfPolicy(['[{"EndpointID":"7'])).toMatchObject({ items: [], failure: 'the JSON is cut or broken' });
  });
});

describe('cilium-dbg monitor -j', () => {
  it('reads drops with their ends and identities, and leaves events of no packet out', () => {
    const drop = {
      type: 'drop',
      mark: '0x5',
      reason: 'Policy denied',
      srcLabel: 261,
      dstLabel: 264,
      dstID: 25729,
      summary: {
        tcp: 'TCP {Contents=[..40..] SrcPort=40000 DstPort=80(http) SYN=true ACK=false}',
        l3: { src: '10.11.13.37', dst: '10.11.101.61' },
        l4: { src: '40000', dst: '80(http)' },
      },
    };
    const { items, unparsed } = parseMonitor([
      JSON.stringify(drop),
      '{"type":"agent","subtype":"Policy updated"}',
      '{"no":1}',
    ]);
    expect(items).toEqual([
      {
        kind: 'drop',
        reason: 'Policy denied',
        direction: undefined,
        from: '10.11.13.37:40000',
        to: '10.11.101.61:80',
        identities: [261, 264],
        what: 'tcp SYN',
      },
    ]);
    expect(unparsed).toEqual(['{"no":1}']);
  });
});

describe('cilium-dbg bpf metrics list', () => {
  const json =
    '[{"reason":"Success","direction":"ingress","packets":10,"bytes":1,"line":1,"file":"a.c"},{"reason":"CT: Map insertion failed","direction":"egress","packets":3,"bytes":1,"line":1,"file":"a.c"}]';
  const text = [
    'REASON                     DIRECTION   PACKETS   BYTES   LINE   FILE',
    'CT: Map insertion failed   EGRESS      3         1       1      a.c',
    'Success                    INGRESS     10        1       1      a.c',
  ];

  it('says the same in text and JSON, and which packets went on', () => {
    const dropped = (lines: readonly string[]) => parseBpfMetrics(lines).items.filter((one) => !isForwarded(one));
    expect(dropped([json])).toEqual([{ reason: 'CT: Map insertion failed', direction: 'egress', packets: 3 }]);
    expect(dropped(text)).toEqual(dropped([json]));
  });
});

describe('cilium-dbg status -o json', () => {
  it('tells the rows of its text', () => {
    const status = {
      kvstore: { state: 'Disabled', msg: 'Disabled' },
      kubernetes: {
        state: 'Ok',
        msg: '1.31 (v1.31.0) [linux/amd64]',
        'k8s-api-versions': ['cilium/v2::CiliumEndpoint', 'core/v1::Pods'],
      },
      'kube-proxy-replacement': {
        mode: 'True',
        deviceList: [{ name: 'eth0', ip: ['192.168.1.10'] }],
        directRoutingDevice: 'eth0',
      },
      'host-firewall': { mode: 'Disabled' },
      'cni-chaining': { mode: 'none' },
      cilium: { state: 'Ok', msg: '1.17.1 (v1.17.1-d8577ffb)' },
      nodeMonitor: { cpus: 2, npages: 64, pagesize: 4096, lost: 5 },
      ipam: { status: 'IPv4: 3/254 allocated from 10.244.0.0/24, ' },
      'bandwidth-manager': { enabled: true, congestionControl: 'cubic', devices: ['eth0'] },
      routing: { 'inter-host-routing-mode': 'Tunnel', 'intra-host-routing-mode': 'Legacy', 'tunnel-protocol': 'vxlan' },
      masquerading: { enabled: true, mode: 'IPTables', enabledProtocols: { ipv4: true, ipv6: false } },
      proxy: { ip: '10.244.0.1', 'port-range': '10000-20000', 'total-redirects': 0 },
      'identity-range': { 'min-identity': 256, 'max-identity': 65535 },
      encryption: { mode: 'Disabled' },
      hubble: { state: 'Ok', msg: '' },
      cluster: { ciliumHealth: { state: 'Ok', msg: '' } },
    };
    const { items } = parseCiliumStatus([JSON.stringify(status)]);
    const rows = Object.fromEntries(
      items.flatMap((item) => (item.kind === 'setting' ? [[item.name, item.value]] : [])),
    );
    expect(rows).toEqual({
      'Kubernetes APIs': 'cilium/v2::CiliumEndpoint, core/v1::Pods',
      KubeProxyReplacement: 'True [eth0 192.168.1.10 (Direct Routing)]',
      'Host firewall': 'Disabled',
      'CNI Chaining': 'none',
      NodeMonitor: 'Listening for events on 2 CPUs with 64x4096 of shared memory, 5 events lost',
      IPAM: 'IPv4: 3/254 allocated from 10.244.0.0/24, ',
      BandwidthManager: 'EDT with BPF [CUBIC] [eth0]',
      Routing: 'Network: Tunnel [vxlan], Host: Legacy',
      Masquerading: 'IPTables [IPv4]',
      'Proxy Status': 'OK, ip 10.244.0.1, 0 redirects active on ports 10000-20000',
      'Global Identity Range': 'min 256, max 65535',
      Encryption: 'Disabled',
    });
    expect(items.filter(({ kind }) => kind === 'part')).toHaveLength(5);
  });
});
