import type { Parsed } from '../reading/parsed.ts';

/** A part of the agent and how it is: 'KVStore' 'Failure'. */
export interface AgentPart {
  readonly kind: 'part';
  readonly name: string;
  /** 'Ok', 'Warning', 'Failure', 'Disabled', as the agent says; 'Stale' for a probe that does not end. */
  readonly state: string;
  readonly message: string;
}

/** A setting that `cilium status` shows: 'KubeProxyReplacement', 'Routing', 'IPAM'. */
export interface AgentSetting {
  readonly kind: 'setting';
  readonly name: string;
  readonly value: string;
}

/** A node as the agent's health probes see it. */
export interface ProbedNode {
  readonly kind: 'node';
  readonly name: string;
  readonly hostReachable: boolean;
  readonly endpointReachable: boolean;
}

/** A controller of the agent that fails. */
export interface FailingController {
  readonly kind: 'controller';
  readonly name: string;
  readonly message: string;
}

export type AgentItem = AgentPart | AgentSetting | ProbedNode | FailingController;

/** How one of a number is: '20/20 healthy'. */
export interface Share {
  readonly good: number;
  readonly total: number;
}

/** How a Cilium agent is, from 1.6's text to today's JSON. */
export interface CiliumStatus extends Parsed<AgentItem> {
  readonly controllers: Share | undefined;
  readonly reachable: Share | undefined;
}
