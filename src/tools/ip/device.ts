/** What a VXLAN device is set to. */
export interface VxlanSettings {
  readonly id: number | undefined;
  readonly local: string | undefined;
  /** UDP port of the tunnel. */
  readonly port: number | undefined;
  readonly learning: boolean | undefined;
  /** The device below. */
  readonly under: string | undefined;
}

/** Packets and bytes of one direction since the device exists. */
export interface LinkCounters {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

/** A network device, of `ip link` or `ip addr`, with as much detail as was asked for. */
export interface NetworkDevice {
  readonly index: number | undefined;
  readonly name: string;
  /** The other end of a veth, or the device below: what follows @ in its name. */
  readonly peer: string | undefined;
  readonly flags: readonly string[];
  readonly mtu: number | undefined;
  /** 'UP', 'DOWN', 'UNKNOWN' (tunnels never say UP)… */
  readonly state: string | undefined;
  readonly queueing: string | undefined;
  readonly master: string | undefined;
  readonly mac: string | undefined;
  /** 'bridge', 'vxlan', 'veth', 'ipip'…: with -d only. */
  readonly kind: string | undefined;
  readonly vxlan: VxlanSettings | undefined;
  /** 'address/prefix' of both families. */
  readonly addresses: readonly string[];
  readonly received: LinkCounters | undefined;
  readonly sent: LinkCounters | undefined;
}
