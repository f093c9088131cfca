/** A protocol that policies speak of: by name, or by its IP protocol number (1-255) when it has no name here. */
export type FlowProtocol = 'TCP' | 'UDP' | 'SCTP' | 'ICMP' | 'ICMPv6' | number;

/** What one flow carries, as seen where policies are enforced: after the destination was rewritten from a Service to a pod. */
export interface Traffic {
  readonly protocol: FlowProtocol;
  /** Destination port; undefined for protocols without ports. */
  readonly port?: number;
  readonly icmp?: { readonly type: number; readonly code?: number };
}

/** Inclusive range of port numbers; a single port is a range of one. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Ports of a rule: a range, or a name that each destination pod resolves by its own container ports (name and protocol). */
export type PortTest = PortRange | { readonly name: string };

/** One line of a rule's ports. Every field that is present must hold. */
export interface TrafficTest {
  /** Undefined: any protocol, ICMP included. */
  readonly protocols?: readonly FlowProtocol[];
  readonly notProtocols?: readonly FlowProtocol[];
  /** Undefined: any port. Never an empty list. */
  readonly ports?: readonly PortTest[];
  readonly notPorts?: readonly PortTest[];
  /** Undefined: any type. A code without a type cannot be. */
  readonly icmp?: { readonly type: number; readonly code?: number };
  readonly notIcmp?: { readonly type: number; readonly code?: number };
  readonly ipVersion?: 4 | 6;
}
