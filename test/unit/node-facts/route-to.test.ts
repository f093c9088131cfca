import { describe, expect, it } from 'vitest';
import { routeTo } from '../../../src/node-facts/route-to.ts';
import { recordedNode } from './fake-node.ts';

const { signal } = new AbortController();

describe('the way of a node to an address', () => {
  it('is told in JSON, or in text where the program knows none', async () => {
    const text = '10.244.2.8 via 10.244.2.0 dev flannel.1 src 10.244.1.0 uid 0 \n    cache \n';
    const json =
      '[{"dst":"10.244.2.8","gateway":"10.244.2.0","dev":"flannel.1","prefsrc":"10.244.1.0","flags":[],"uid":0,"cache":[]}]';
    const expected = { known: true, value: { gateway: '10.244.2.0', device: 'flannel.1', source: '10.244.1.0' } };
    expect(
      await routeTo(recordedNode({ 'ip -j route get 10.244.2.8': { stdout: json } }), '10.244.2.8', signal),
    ).toMatchObject(expected);
    const old = recordedNode({
      'ip -j route get 10.244.2.8': { stderr: 'Option "-j" is unknown', end: { kind: 'exited', code: 255 } },
      'ip route get 10.244.2.8': { stdout: text },
    });
    expect(await routeTo(old, '10.244.2.8', signal)).toMatchObject(expected);
  });

  it('is none where the network is unreachable, and unknown where nobody could be asked', async () => {
    const unreachable = {
      stderr: 'RTNETLINK answers: Network is unreachable',
      end: { kind: 'exited', code: 2 },
    } as const;
    const answer = await routeTo(recordedNode({ 'ip -j route get 10.9.9.9': unreachable }), '10.9.9.9', signal);
    expect(answer).toMatchObject({ known: true, value: undefined });
    expect(await routeTo(recordedNode({}), '10.9.9.9', signal)).toMatchObject({
      known: false,
      why: 'ip is not installed there',
    });
  });
});
