import type { Denial } from '../../src/access/denial.ts';
import type { CaptureRequest } from '../../src/contracts/capture.ts';
import type { ContainerTarget } from '../../src/contracts/cluster.ts';
import type { EvidenceId } from '../../src/contracts/evidence.ts';
import type { LinkQuestion } from '../../src/contracts/policy.ts';
import type { BandwidthOptions } from '../../src/contracts/probe.ts';
import type { PolicyRow } from '../../src/inventory/views.ts';

export type LinkEnd = 'source' | 'destination';

/** What lies over the panes; the last one opened has the keys. */
export type Dialog =
  | { readonly kind: 'help' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'picker'; readonly end: LinkEnd }
  | { readonly kind: 'link' }
  | { readonly kind: 'recent-links' }
  | { readonly kind: 'second-link' }
  | { readonly kind: 'bandwidth' }
  | { readonly kind: 'confirm-uncapped'; readonly options: BandwidthOptions; readonly both: boolean }
  | { readonly kind: 'contexts' }
  | { readonly kind: 'login' }
  | { readonly kind: 'host-key' }
  | { readonly kind: 'denied'; readonly denial: Denial }
  | { readonly kind: 'detail'; readonly of: DetailSubject }
  /** What the policies declare for the link under test, or for another one. */
  | { readonly kind: 'verdict'; readonly question?: LinkQuestion }
  | { readonly kind: 'lint' }
  | { readonly kind: 'matrix' }
  | { readonly kind: 'policy'; readonly row: PolicyRow }
  | { readonly kind: 'logs'; readonly target: ContainerTarget }
  /** Of what makes the network of a node; `target` is its CNI agent. */
  | { readonly kind: 'network-logs'; readonly target: ContainerTarget; readonly node: string }
  /** What is known of a node's network, and its logs. */
  | { readonly kind: 'node-facts'; readonly node: string }
  | { readonly kind: 'node-logs'; readonly node: string }
  /** One node as its CNI has it, or the CNI as a whole. */
  | { readonly kind: 'cni-node'; readonly node: string }
  | { readonly kind: 'cni' }
  /** What to capture: what is given, or what is proposed for the link under test. */
  | { readonly kind: 'capture-form'; readonly given?: CaptureRequest }
  | { readonly kind: 'capture' }
  | { readonly kind: 'capture-save' }
  /** The evidence with these ids, or all of it. */
  | { readonly kind: 'evidence'; readonly ids: readonly EvidenceId[] | undefined }
  /** `marked` is a line of the text, from 1, that it opens at. */
  | { readonly kind: 'text'; readonly title: string; readonly text: string; readonly marked?: number }
  | { readonly kind: 'note'; readonly item: string }
  | { readonly kind: 'helper-question' }
  | { readonly kind: 'helpers' }
  | { readonly kind: 'confirm-quit' };

export interface DetailSubject {
  readonly kind: 'pod' | 'node' | 'service';
  readonly namespace: string;
  readonly name: string;
}
