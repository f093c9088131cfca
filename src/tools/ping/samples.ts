/** What one line of ping says. Sequences are the program's own: iputils counts from 1, BusyBox from 0. */
export type PingSample =
  | { readonly kind: 'header'; readonly address: string; readonly at: number }
  | {
      readonly kind: 'reply';
      readonly sequence: number;
      /** Undefined where the packet was too small to carry a time. */
      readonly milliseconds: number | undefined;
      readonly duplicate: boolean;
      readonly from: string;
      readonly at: number;
    }
  /** iputils -O: the next packet goes out and this one has no reply yet; a reply may still come. */
  | { readonly kind: 'no-answer'; readonly sequence: number; readonly at: number }
  /** An answer that is no reply, or a packet that could not be sent. `sequence` is undefined for errors of this host. */
  | {
      readonly kind: 'error';
      readonly sequence: number | undefined;
      readonly from: string | undefined;
      readonly text: string;
      /** The MTU that was named: by a router ('Frag needed') or by the interface here. */
      readonly mtu: number | undefined;
      readonly tooLong: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'statistics';
      readonly transmitted: number;
      readonly received: number;
      readonly duplicates: number;
      readonly errors: number;
      readonly lossPercent: number;
      readonly at: number;
    }
  | {
      readonly kind: 'round-trip';
      readonly min: number;
      readonly avg: number;
      readonly max: number;
      /** iputils' standard deviation; BusyBox has none. */
      readonly mdev: number | undefined;
      readonly at: number;
    }
  /** The program could not start pinging. */
  | { readonly kind: 'failure'; readonly failure: PingFailure; readonly text: string; readonly at: number }
  /** Known, and says nothing about a packet. */
  | { readonly kind: 'notice'; readonly text: string; readonly at: number };

/** Why ping sent nothing. `usage`: this ping does not know the options. */
export type PingFailure = 'name-not-resolved' | 'not-permitted' | 'network-unreachable' | 'no-route' | 'usage';
