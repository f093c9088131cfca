import { describe, expect, it } from 'vitest';
import {
  allPorts,
  type ConnectionSet,
  ConnectionSetBuilder,
  connectionText,
  without,
} from '../../../src/policy/connections/connection-set.ts';

const whole: ConnectionSet = { SCTP: [allPorts], TCP: [allPorts], UDP: [allPorts] };

describe('sets of connections', () => {
  it('say that everything with ports is allowed in two words', () => {
    expect(connectionText(whole)).toBe('All Connections');
  });

  it('say so only where every protocol is whole', () => {
    expect(
      connectionText({
        ...whole,
        TCP: [
          { from: 1, to: 79 },
          { from: 81, to: 65_535 },
        ],
      }),
    ).toBe('SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535');
  });

  it('say that there are none', () => {
    expect(connectionText({})).toBe('No Connections');
  });

  it('join ranges that overlap or touch, whatever order they come in', () => {
    const builder = new ConnectionSetBuilder();
    for (const [from, to] of [
      [443, 443],
      [80, 90],
      [91, 95],
      [85, 88],
    ] as const)
      builder.add('TCP', { from, to });
    expect(connectionText(builder.build())).toBe('TCP 80-95,443');
  });

  it('lose what is taken from them, at the ends and in the middle', () => {
    const holes: ConnectionSet = {
      TCP: [
        { from: 1, to: 10 },
        { from: 80, to: 80 },
        { from: 65_000, to: 65_535 },
      ],
    };
    expect(connectionText(without({ TCP: [allPorts] }, holes))).toBe('TCP 11-79,81-64999');
  });
});
