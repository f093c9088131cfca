/** A flow as Hubble tells of it, whatever its output format. */
export interface HubbleFlow {
  /** As printed. */
  readonly time: string | undefined;
  readonly node: string | undefined;
  /** 'shop/web-1:8080', or address and port. */
  readonly source: string;
  readonly destination: string;
  /** 'FORWARDED', 'DROPPED', 'DENIED', 'AUDIT', 'ALLOWED', 'REDIRECTED', 'ERROR'… */
  readonly verdict: string;
  /** Why it was dropped: the name of the reason, or the words of the text formats. */
  readonly reason: string | undefined;
  /** 'to-endpoint', 'policy-verdict:L3-L4 INGRESS'… as far as it is told. */
  readonly type: string | undefined;
  readonly direction: string | undefined;
  /** 'TCP Flags: SYN'. */
  readonly summary: string | undefined;
}

/** Verdicts that Hubble prints. */
export const verdictPattern =
  'FORWARDED|DROPPED|ERROR|AUDITED|AUDIT|REDIRECTED|TRACED|TRANSLATED|ALLOWED|DENIED|VERDICT_UNKNOWN';

/** Whether the packet did not go on. */
export function isDropped({ verdict }: HubbleFlow): boolean {
  return /^(?:DROPPED|DENIED|ERROR)$/.test(verdict);
}
