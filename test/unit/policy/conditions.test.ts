import { describe, expect, it } from 'vitest';
import { parseAddress, parseCidr } from '../../../src/policy/address/parse.ts';
import { evaluateCondition } from '../../../src/policy/evaluate/condition.ts';
import { anyone, type Condition, nobody } from '../../../src/policy/model/condition.ts';
import type { NodeParty, PodParty } from '../../../src/policy/model/party.ts';

const pod: PodParty = {
  kind: 'pod',
  namespace: 'shop',
  name: 'web',
  labels: { app: 'web' },
  namespaceLabels: undefined,
  serviceAccount: 'default',
  serviceAccountLabels: undefined,
  addresses: ['10.0.1.1'],
  node: 'node-1',
  hostNetwork: false,
  phase: 'running',
  ports: [],
  workload: { kind: 'Pod', name: 'web' },
};
const node: NodeParty = {
  kind: 'node',
  name: 'node-1',
  labels: { role: 'edge' },
  addresses: ['172.18.0.1', '192.0.2.1'],
};
const unknown: Condition = { is: 'undecidable', reason: 'nobody knows' };

function truth(condition: Condition, party: PodParty | NodeParty = pod): string {
  return evaluateCondition(condition, party, { other: pod, nodeLabels: () => node.labels });
}

describe('a condition', () => {
  it('of parts is decided by a sure no, whatever is unknown beside it', () => {
    expect(truth({ is: 'every', of: [unknown, nobody] })).toBe('no');
    expect(truth({ is: 'every', of: [unknown, anyone] })).toBe('unknown');
  });

  it('of alternatives is decided by a sure yes, whatever is unknown beside it', () => {
    expect(truth({ is: 'some', of: [unknown, anyone] })).toBe('yes');
    expect(truth({ is: 'some', of: [unknown, nobody] })).toBe('unknown');
  });

  it('that is not known is not known the other way round either', () => {
    expect(truth({ is: 'not', of: unknown })).toBe('unknown');
  });

  it('on labels that were not read cannot be told, but for the name of the namespace', () => {
    const label = (key: string, values: readonly string[]): Condition => ({
      is: 'label',
      owner: 'namespace',
      key,
      test: 'in',
      values,
    });
    expect(truth(label('team', ['shop']))).toBe('unknown');
    expect(truth(label('kubernetes.io/metadata.name', ['shop']))).toBe('yes');
    expect(truth(label('kubernetes.io/metadata.name', ['dev']))).toBe('no');
  });

  it('does not take a label for what every object has', () => {
    expect(truth({ is: 'label', owner: 'pod', key: 'constructor', test: 'exists', values: [] })).toBe('no');
  });

  it('on an address cannot be told where only some of the addresses are in the range', () => {
    const within = (text: string): Condition => ({
      is: 'address',
      within: [parseCidr(text)].flatMap((one) => one ?? []),
      except: [],
    });
    expect(truth(within('172.18.0.0/16'), node)).toBe('unknown');
    expect(truth(within('0.0.0.0/0'), node)).toBe('yes');
    expect(truth(within('10.0.0.0/8'), node)).toBe('no');
    expect(truth(within('10.0.0.0/8'), { ...pod, addresses: [] })).toBe('unknown');
  });

  it("asks a hostNetwork pod's node for its labels, and no other pod's", () => {
    const edge: Condition = { is: 'label', owner: 'node', key: 'role', test: 'in', values: ['edge'] };
    expect(truth(edge, { ...pod, hostNetwork: true })).toBe('yes');
    expect(truth(edge)).toBe('no');
  });
});

describe('an address', () => {
  it.each([
    ['10.0.0.1', 4, 0x0a000001n],
    ['::ffff:10.0.0.1', 4, 0x0a000001n],
    ['fd00::1', 6, (0xfd00n << 112n) + 1n],
    ['1:2:3:4:5:6:7:8', 6, 0x00010002000300040005000600070008n],
  ])('%s is read as a number of its family', (text, family, value) => {
    expect(parseAddress(text)).toEqual({ family, value });
  });

  it.each(['', '10.0.0', '010.0.0.1', 'fe80::1%eth0', '10.0.0.0/8', 'web'])('is not %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('range drops the bits past its prefix, as Kubernetes does', () => {
    expect(parseCidr('10.0.0.7/24')).toMatchObject({
      family: 4,
      from: 0x0a000000n,
      to: 0x0a0000ffn,
      text: '10.0.0.7/24',
    });
    expect(parseCidr('::/0')).toMatchObject({ family: 6, from: 0n, to: (1n << 128n) - 1n });
  });

  it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::/129', '10.0.0.0/-1'])('range is not %j', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});
