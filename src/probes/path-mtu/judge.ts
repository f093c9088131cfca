import type { PathMtuResult } from '../../contracts/probe.ts';
import type { PingRun } from '../../tools/ping/tool.ts';

/** Bytes of IP and ICMP header before a ping's payload. */
export function headerBytes(family: 4 | 6): number {
  return family === 4 ? 28 : 48;
}

/**
 * What small and full-size pings prove about the path. Pure. All full-size ones lost is a black hole only where small
 * ones pass well: on a path that loses packets of every size, some luck would look the same.
 */
export function judgePathMtu(
  small: Pick<PingRun, 'transmitted' | 'received'>,
  full: Pick<PingRun, 'transmitted' | 'received' | 'tooLong' | 'mtu'>,
  mtu: number,
): Pick<PathMtuResult, 'class' | 'sentence' | 'mtu'> {
  const counts = `${full.transmitted - full.received}/${full.transmitted} packets of ${mtu} bytes lost`;
  if (full.received > 0) {
    const lost = full.received < full.transmitted ? ` (${counts})` : '';
    return { class: 'full-size-passes', sentence: `packets of ${mtu} bytes pass${lost}`, mtu };
  }
  if (full.transmitted === 0) {
    return { class: 'not-tested', sentence: 'no full-size packet was sent', mtu: undefined };
  }
  if (full.tooLong > 0) {
    const told = full.mtu === undefined ? '' : `: the path MTU is ${full.mtu}`;
    return {
      class: 'reported',
      sentence: `packets of ${mtu} bytes are too long and the path says so${told}`,
      mtu: full.mtu,
    };
  }
  if (small.received === 0) {
    const sentence = `no ping passes, small or of ${mtu} bytes: nothing is known of the path MTU`;
    return { class: 'nothing-passes', sentence, mtu: undefined };
  }
  const lossy = small.received < small.transmitted;
  if (full.transmitted < 3 || (lossy && full.transmitted < 8)) {
    return { class: 'not-tested', sentence: `too few packets to tell: ${counts}`, mtu: undefined };
  }
  if (small.received * 2 <= small.transmitted) {
    const sentence = `${counts}, but small ones are lost too: this cannot be told from plain loss`;
    return { class: 'not-tested', sentence, mtu: undefined };
  }
  return {
    class: 'black-hole',
    sentence: `small packets pass, all of ${mtu} bytes vanish without a word (${counts})`,
    mtu: undefined,
  };
}
