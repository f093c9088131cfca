import { describe, expect, it } from 'vitest';
import { parseProtobuf } from '../../../demo/api/wire/protobuf-object.ts';

const field = (number: number, ...contents: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(contents.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([(number << 3) | 2, body.length]), body]);
};
const varint = (number: number, value: number): Buffer => Buffer.from([number << 3, value]);
const body = (kind: string, object: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    field(1, field(1, 'authorization.k8s.io/v1'), field(2, kind)),
    field(2, object),
  ]);

describe('protobuf bodies', () => {
  it('of an access review are read', () => {
    const review = field(2, field(1, field(1, 'shop'), field(2, 'create'), field(5, 'pods'), field(6, 'exec')));
    expect(parseProtobuf(body('SelfSubjectAccessReview', review))).toEqual({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { namespace: 'shop', verb: 'create', resource: 'pods', subresource: 'exec' } },
    });
  });

  it('may hold maps, lists, numbers and fields that are not known here', () => {
    const options = Buffer.concat([varint(1, 0), field(5, 'All'), field(9, 'unknown')]);
    expect(parseProtobuf(body('DeleteOptions', options))).toMatchObject({ gracePeriodSeconds: 0, dryRun: ['All'] });
    const map = Buffer.concat([
      field(1, field(1, 'name'), field(11, field(1, 'a'), field(2, 'b'))),
      field(2, field(1, 'k'), field(2, 'v')),
    ]);
    expect(parseProtobuf(body('ConfigMap', map))).toMatchObject({
      metadata: { name: 'name', labels: { a: 'b' } },
      data: { k: 'v' },
    });
  });

  it('of other kinds are not read', () => {
    expect(parseProtobuf(body('Secret', Buffer.alloc(0)))).toBeUndefined();
  });

  it.each([
    ['without the magic', Buffer.from('{}')],
    ['cut in the middle', body('SelfSubjectAccessReview', field(2, 'abc')).subarray(0, 40)],
    ['of an unknown wire type', Buffer.concat([Buffer.from('k8s\0'), Buffer.from([0x0d, 0, 0, 0, 0])])],
  ])('%s are an error', (_what, bytes) => {
    expect(() => parseProtobuf(bytes)).toThrow();
  });
});
