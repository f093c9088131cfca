import { describe, expect, it } from 'vitest';
import { parseBpfPolicy } from '../../../../src/tools/cilium/bpf-policy.ts';
import { parseEndpoints } from '../../../../src/tools/cilium/endpoints.ts';
import { parseNodeStatus } from '../../../../src/tools/calicoctl/node-status.ts';
import { parseCalicoctlGet } from '../../../../src/tools/calicoctl/get.ts';
import { parseIpam } from '../../../../src/tools/calicoctl/ipam.ts';
import { parseHubbleFlows } from '../../../../src/tools/hubble/observe.ts';
import { readText, stateOf } from './read-text.ts';

describe('calicoctl node status', () => {
  const border = '+--------------+-------------------+-------+----------+--------------------+';
  const head = '| PEER ADDRESS |     PEER TYPE     | STATE |  SINCE   |        INFO        |';

  it('joins an INFO that is wrapped onto a second row with empty cells', () => {
    const { items } = parseNodeStatus([
      border,
      head,
      border,
      '| 192.0.2.4    | node-to-node mesh | start | 17:19:38 | Active Socket:     |',
      '|              |                   |       |          | Connection refused |',
      border,
    ]);
    expect(items).toEqual([
      expect.objectContaining({ address: '192.0.2.4', session: 'Active', trouble: 'Socket: Connection refused' }),
    ]);
  });

  it('reads the left-aligned table of go-pretty, and a date where others have a time', () => {
    const { items } = parseNodeStatus([
      '| PEER ADDRESS | PEER TYPE | STATE | SINCE      | INFO        |',
      '| 192.0.2.4    | global    | up    | 2026-11-20 | Established |',
    ]);
    expect(items).toEqual([expect.objectContaining({ address: '192.0.2.4', since: '2026-11-20', state: 'up' })]);
  });

  it('keeps peers of IPv4 and IPv6 apart from the heads of their tables', async () => {
    const { sentence } = await readText(
      'calicoctl-node-status',
      [
        'Calico process is running.',
        'IPv4 BGP status',
        head,
        '| 192.0.2.4    | node-to-node mesh | up    | 17:19:38 | Established        |',
        'IPv6 BGP status',
        head,
        '| 2001:db8::4  | node-to-node mesh | start | 17:19:38 | Idle               |',
      ].join('\n'),
    );
    expect(sentence).toBe('1 of 2 BGP sessions not established: 2001:db8::4 is Idle since 17:19:38.');
  });

  it('that BIRD is not running is no fault by itself: clusters with VXLAN alone have none', async () => {
    const reading = await readText(
      'calicoctl-node-status',
      'Calico process is running.\n\nThe BGP backend process (BIRD) is not running.\n',
    );
    expect(stateOf(reading)).toBe('unknown');
  });

  it('says with "not running" that a newer Felix may be unknown to this calicoctl', async () => {
    const { sentence } = await readText('calicoctl-node-status', 'Calico process is not running.');
    expect(sentence).toContain('newer than this calicoctl knows');
  });
});

describe('calicoctl get and ipam', () => {
  it('cuts cells at the header’s offsets: selectors hold spaces, and column sets differ', () => {
    const { items } = parseCalicoctlGet([
      'NAME   CIDR          NAT     IPIPMODE   VXLANMODE     DISABLED   DISABLEBGPEXPORT   SELECTOR               ASSIGNMENTMODE',
      "one    10.0.1.0/24   false   Never      CrossSubnet   false      false              rack == 'a' && x > 1   Automatic",
    ]);
    expect(items[0]?.pool).toEqual({
      name: 'one',
      cidr: '10.0.1.0/24',
      natOutgoing: false,
      ipipMode: 'Never',
      vxlanMode: 'CrossSubnet',
      disabled: false,
      selector: "rack == 'a' && x > 1",
      assignmentMode: 'Automatic',
    });
  });

  it('a pool without the column VXLANMODE has an unknown mode, not the mode Never', () => {
    const { items } = parseCalicoctlGet([
      'NAME   CIDR          NAT    IPIPMODE   DISABLED',
      'one    10.0.1.0/24   true   Always     false',
    ]);
    expect(items[0]?.pool).toMatchObject({ ipipMode: 'Always', vxlanMode: undefined, selector: undefined });
  });

  it('a row that is cut claims no pool', () => {
    const { items, unparsed } = parseCalicoctlGet(['NAME   CIDR          NAT    IPIPMODE   DISABLED', 'one    10.0.']);
    expect(items).toEqual([]);
    expect(unparsed).toEqual(['one    10.0.']);
  });

  it('reads ipam show with IPS RESERVED, and says when nothing is free', async () => {
    const text = [
      '| GROUPING |     CIDR      | IPS TOTAL | IPS IN USE | IPS RESERVED | IPS FREE |',
      '| IP Pool  | 10.65.0.0/29  |         8 | 7 (88%)    | 1 (12%)      | 0 (0%)   |',
    ];
    expect(parseIpam(text).items).toEqual([expect.objectContaining({ cidr: '10.65.0.0/29', free: 0, inUse: 7 })]);
    expect(stateOf(await readText('calicoctl-ipam', text.join('\n')))).toBe('fault');
  });
});

describe('cilium status', () => {
  it('needs no row: those that come and go are settings, and values are taken as they stand', async () => {
    const reading = await readText(
      'cilium-status',
      [
        'Defaulted container "cilium-agent" out of: cilium-agent, config (init)',
        'KVStore:                 Ok   Disabled',
        'Kubernetes:              Ok   1.33 (v1.33.1) [linux/amd64]',
        'Routing:                 Network: Tunnel [vxlan]   Host: BPF',
        'BandwidthManager:        EDT with BPF [CUBIC] [eth0]',
        'Attach Mode:             TCX',
        'Device Mode:             veth',
        'A Row Of The Future:     whatever',
        'Cilium:                  Ok   1.18.1 (v1.18.1-abc)',
        'Cluster health:          3/3 reachable   (2026-11-23T00:00:00Z)   (Probe interval: 1m36s)',
      ].join('\r\n'),
    );
    expect(stateOf(reading)).toBe('ok');
    expect(reading.unparsed).toEqual([]);
    expect(reading.sentence).toContain('The agent (1.18.1)');
  });

  it('a stale probe, a failing controller and a sick part are in the sentence', async () => {
    const { sentence } = await readText(
      'cilium-status',
      [
        'Cilium:              Failure   agent is stuck',
        'Stale status:        kvstore',
        'Controller Status:   26/27 healthy',
        '  Name                     Last success   Last error   Count   Message',
        '  sync-to-k8s-ciliumendpoint (12)   never     3s ago       7       no route to host',
      ].join('\n'),
    );
    expect(sentence).toContain('Cilium says Failure: agent is stuck');
    expect(sentence).toContain('1 of 27 controllers fail');
    expect(sentence).toContain('probes do not end: kvstore');
  });

  it('reads the JSON as the text', async () => {
    const document = {
      cilium: { state: 'Ok', msg: '1.17.3 (v1.17.3-x)' },
      kubernetes: { state: 'Failure', msg: 'connection refused' },
      kvstore: { state: 'Ok', msg: 'Disabled' },
      'kube-proxy-replacement': { mode: 'True' },
      controllers: [
        { name: 'one', status: {} },
        { name: 'two', status: { 'consecutive-failure-count': 3, 'last-failure-msg': 'timed out' } },
      ],
      stale: {},
    };
    const reading = await readText('cilium-status', JSON.stringify(document));
    expect(reading.sentence).toBe(
      'Kubernetes says Failure: connection refused; 1 of 2 controllers fail: two (timed out).',
    );
    expect(stateOf(await readText('cilium-status', JSON.stringify(document).slice(0, -9)))).toBe('unknown');
  });
});

describe('cilium endpoint list and bpf policy get', () => {
  it('reads the header of two lines, an empty IPv6 column and labels on lines of their own', () => {
    const { items, unparsed } = parseEndpoints([
      'ENDPOINT   POLICY (ingress)   POLICY (egress)   IDENTITY   LABELS (source:key[=value])   IPv6   IPv4        STATUS',
      '           ENFORCEMENT        ENFORCEMENT',
      '7          Enabled            Disabled          40937      k8s:app=one                          10.0.0.37   not-ready',
      '                                                           k8s:class=two',
    ]);
    expect(unparsed).toEqual([]);
    expect(items).toEqual([
      {
        id: 7,
        ingress: 'Enabled',
        egress: 'Disabled',
        identity: 40937,
        labels: ['k8s:app=one', 'k8s:class=two'],
        ipv4: '10.0.0.37',
        ipv6: undefined,
        state: 'not-ready',
      },
    ]);
  });

  it('reserved:unknown of older versions means anybody, and a map without the column POLICY allows', () => {
    const { items } = parseBpfPolicy([
      'DIRECTION   LABELS (source:key[=value])   PORT/PROTO   PROXY PORT   BYTES   PACKETS',
      'Ingress     reserved:unknown              53/UDP       NONE         3714    42',
    ]);
    expect(items).toEqual([
      expect.objectContaining({ policy: 'Allow', labels: ['ANY'], packets: 42, proxyPort: undefined }),
    ]);
  });
});

describe('hubble observe', () => {
  const flow = {
    verdict: 'DROPPED',
    IP: { source: '192.0.2.1', destination: '192.0.2.2' },
    l4: { TCP: { source_port: 1, destination_port: 80 } },
  };

  it('takes flows wrapped in {"flow":…} and bare ones', () => {
    const { items } = parseHubbleFlows([JSON.stringify({ flow }), JSON.stringify(flow)]);
    expect(items).toHaveLength(2);
    expect(items[0]).toEqual(items[1]);
  });

  it('names a drop reason of which only the number is told: 133 no allow, 181 an explicit deny', async () => {
    const sentence = async (drop_reason: number) =>
      (await readText('hubble-observe', JSON.stringify({ flow: { ...flow, drop_reason } }))).sentence;
    expect(await sentence(133)).toContain('no policy allows it');
    expect(await sentence(181)).toContain('a deny rule forbids it');
  });

  it('an answer in the compact format is printed turned around', () => {
    const { items } = parseHubbleFlows([
      'Jan  1 00:20:34.567: shop/a:8080 (ID:1) <- shop/b:31793 (ID:2) to-endpoint FORWARDED (TCP Flags: ACK)',
    ]);
    expect(items[0]).toMatchObject({ source: 'shop/b:31793 (ID:2)', destination: 'shop/a:8080 (ID:1)' });
  });
});

describe('curl and openssl', () => {
  it('curl’s last line alone does not tell refused from no route', async () => {
    const line = "curl: (7) Failed to connect to 192.0.2.1 port 81 after 0 ms: Couldn't connect to server";
    const { sentence } = await readText('curl', line);
    expect(sentence).toContain('curl does not say why');
    const verbose = await readText('curl', `* connect to 192.0.2.1 port 81 failed: No route to host\n${line}`);
    expect(verbose.sentence).toBe('It did not connect: No route to host.');
  });

  it('curl 8 in its words, and -w with JSON', async () => {
    const eight = await readText(
      'curl',
      '* connect to 192.0.2.1 port 81 from 192.0.2.9 port 5 failed: Connection refused\ncurl: (7) Failed to connect to 192.0.2.1 port 81 after 0 ms: Could not connect to server',
    );
    expect(eight.sentence).toContain('The connect was refused');
    const json = await readText(
      'curl',
      '{"errormsg":"Connection timed out","exitcode":28,"http_code":0,"time_connect":0.0}',
    );
    expect(json.sentence).toContain('The connect timed out');
  });

  it('openssl’s "Verify return code: 0 (ok)" without a certificate is no success, even with exit code 0', async () => {
    const reading = await readText(
      'openssl',
      'CONNECTED(00000003)\n---\nno peer certificate available\n---\nVerify return code: 0 (ok)\n---\n',
      0,
    );
    expect(stateOf(reading)).toBe('fault');
    expect(reading.sentence).toContain('No certificate was received');
  });

  it('openssl exits 0 on a certificate that has expired', async () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nYS2f\n-----END CERTIFICATE-----';
    const reading = await readText(
      'openssl',
      `CONNECTED(00000003)\n${certificate}\nsubject=CN=api.example.com\nVerify return code: 10 (certificate has expired)\n`,
      0,
    );
    expect(stateOf(reading)).toBe('fault');
    expect(reading.sentence).toContain('it has expired');
  });

  it.each(['self signed certificate', 'self-signed certificate'])(
    'openssl: "%s" is the same in all versions',
    async (words) => {
      const { sentence } = await readText(
        'openssl',
        `Connecting to 192.0.2.1\ndepth=0 CN=x\nverify error:num=18:${words}\nCONNECTED(00000003)\n-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\nVerify return code: 18 (${words})`,
      );
      expect(sentence).toContain('it is self-signed');
    },
  );
});

describe('tcpdump', () => {
  it('UDP 8472 that is shown as OTV is VXLAN, and its inner packets have no time of their own', async () => {
    const { sentence, samples } = await readText(
      'tcpdump',
      [
        '00:41:51.006327 IP 192.0.2.11.35565 > 192.0.2.12.8472: OTV, flags [I] (0x08), overlay 0, instance 1',
        'IP 10.244.1.5 > 10.244.2.8: ICMP echo request, id 1, seq 1, length 64',
      ].join('\n'),
    );
    expect(sentence).toContain('inside VXLAN 1 (shown as OTV: use -T vxlan)');
    expect(samples).toEqual([expect.objectContaining({ from: { address: '10.244.1.5' } })]);
  });

  it('with -i any the device and the way stand before the packet', async () => {
    const { samples } = await readText(
      'tcpdump',
      '00:00:01.000000 cni0  In  IP 10.0.0.1.5 > 10.0.0.2.80: Flags [S], seq 1, win 64860, length 0',
    );
    expect(samples[0]).toMatchObject({ device: 'cni0', direction: 'In', to: { address: '10.0.0.2', port: '80' } });
  });

  it('a checksum that looks wrong on the sender is offload, and alarms nobody', async () => {
    const reading = await readText(
      'tcpdump',
      [
        '00:00:01.000000 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)',
        '    10.0.0.1.5 > 10.0.0.2.80: Flags [S], cksum 0x1923 (incorrect -> 0xb606), seq 1, length 0',
        '00:00:01.000100 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)',
        '    10.0.0.2.80 > 10.0.0.1.5: Flags [S.], cksum 0x1923 (incorrect -> 0xb606), seq 1, ack 2, length 0',
      ].join('\n'),
    );
    expect(stateOf(reading)).toBe('ok');
    expect(reading.sentence).toContain('usual on the sender');
  });

  it('a device pattern such as cali+ is no device', async () => {
    const reading = await readText('tcpdump', 'tcpdump: cali+: No such device exists\n(No such device exists)');
    expect(stateOf(reading)).toBe('unknown');
    expect(reading.sentence).toContain('No such device exists');
  });
});

describe('mtr, ssh, kubectl exec', () => {
  it('loss of a hop in between is no loss of the path', async () => {
    const reading = await readText(
      'mtr',
      [
        'HOST: vm            Loss%   Snt   Last   Avg  Best  Wrst StDev',
        '  1.|-- 192.0.2.1   33.3%     3    0.1   0.1   0.1   0.1   0.0',
        '  2.|-- 192.0.2.2    0.0%     3    0.1   0.1   0.1   0.2   0.0',
      ].join('\n'),
    );
    expect(stateOf(reading)).toBe('ok');
    expect(reading.sentence).toContain('no loss of the path');
  });

  it('loss that goes on to the end is loss, and begins where it begins', async () => {
    const reading = await readText(
      'mtr',
      [
        '  1.|-- 192.0.2.1    0.0%    10    0.1   0.1   0.1   0.1   0.0',
        '  2.|-- 192.0.2.2   20.0%    10    0.1   0.1   0.1   0.1   0.0',
        '  3.|-- 192.0.2.3   20.0%    10    0.1   0.1   0.1   0.2   0.0',
      ].join('\n'),
    );
    expect(reading.sentence).toContain('loss begins at hop 2');
  });

  it.each([
    ['channel 0: open failed: administratively prohibited: open failed', 'forbids forwarding'],
    ['channel 0: open failed: connect failed: Connection refused', 'the target refuses'],
  ])('through a jump host the channel’s line tells: %s', async (line, meaning) => {
    const { sentence } = await readText(
      'ssh',
      `${line}\nstdio forwarding failed\nkex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535`,
      255,
    );
    expect(sentence).toContain(meaning);
  });

  it('ssh’s exit code 255 alone names no cause', async () => {
    expect((await readText('ssh', '', 255)).sentence).toContain('why is not told');
  });

  it.each([
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "ping": executable file not found in $PATH: unknown',
    'error: Internal error occurred: error executing command in container: failed to exec in container: exec: "ping": executable file not found in $PATH: unknown\ncommand terminated with exit code 126',
    'sh: ping: not found\ncommand terminated with exit code 127',
  ])('an image without the program: another way in is proposed (%#)', async (text) => {
    const { sentence } = await readText('kubectl-exec', text);
    expect(sentence).toBe(
      'The container has no ping: run it from an ephemeral container in the pod, or from the node in the pod’s network namespace.',
    );
  });
});

describe('ping, dig, nslookup and iperf3', () => {
  it('BusyBox ping prints neither mdev nor errors, and its loss is read', async () => {
    const { summary } = await readText(
      'ping',
      'PING 192.0.2.1 (192.0.2.1): 56 data bytes\n64 bytes from 192.0.2.1: seq=0 ttl=62 time=0.2 ms\n\n--- 192.0.2.1 ping statistics ---\n3 packets transmitted, 1 packets received, 66% packet loss\nround-trip min/avg/max = 0.2/0.2/0.2 ms',
    );
    expect(summary).toMatchObject({ transmitted: 3, received: 1, lossPercent: 66 });
  });

  it('dig exits 0 on NXDOMAIN, and that is no answer', async () => {
    const { sentence } = await readText(
      'dig',
      ';; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;; SERVER: 192.0.2.53#53(192.0.2.53)',
      0,
    );
    expect(sentence).toContain('does not exist');
  });
});
