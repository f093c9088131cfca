import { describe, expect, it } from 'vitest';
import { jsonPatch } from '../../../demo/api/patch/json-patch.ts';
import { mergePatch } from '../../../demo/api/patch/merge-patch.ts';
import { strategicMergePatch } from '../../../demo/api/patch/strategic-merge-patch.ts';

describe('JSON Patch (RFC 6902)', () => {
  const document = { a: { b: [1, 2, 3], 'x/y': 'slash', 'm~n': 'tilde' } };

  it.each([
    ['add into a list', [{ op: 'add', path: '/a/b/1', value: 9 }], { a: { ...document.a, b: [1, 9, 2, 3] } }],
    ['add at the end', [{ op: 'add', path: '/a/b/-', value: 4 }], { a: { ...document.a, b: [1, 2, 3, 4] } }],
    ['remove', [{ op: 'remove', path: '/a/b/0' }], { a: { ...document.a, b: [2, 3] } }],
    ['replace an escaped key', [{ op: 'replace', path: '/a/x~1y', value: 's' }], { a: { ...document.a, 'x/y': 's' } }],
    [
      'replace in a list in place',
      [{ op: 'replace', path: '/a/b/1', value: 7 }],
      { a: { ...document.a, b: [1, 7, 3] } },
    ],
    ['copy', [{ op: 'copy', from: '/a/m~0n', path: '/c' }], { ...document, c: 'tilde' }],
    ['move', [{ op: 'move', from: '/a/b', path: '/b' }], { a: { 'x/y': 'slash', 'm~n': 'tilde' }, b: [1, 2, 3] }],
    [
      'test and go on',
      [
        { op: 'test', path: '/a/b', value: [1, 2, 3] },
        { op: 'remove', path: '/a' },
      ],
      {},
    ],
  ])('does %s', (_what, patch, expected) => {
    expect(jsonPatch(document, patch)).toEqual(expected);
  });

  it('leaves the document as it was', () => {
    const before = structuredClone(document);
    jsonPatch(document, [{ op: 'add', path: '/a/b/-', value: 4 }]);
    expect(document).toEqual(before);
  });

  it.each([
    ['a failed test', [{ op: 'test', path: '/a/b/0', value: 2 }]],
    ['a path that is not there', [{ op: 'remove', path: '/a/c' }]],
    ['an index past the end', [{ op: 'add', path: '/a/b/9', value: 1 }]],
    ['a pointer without a slash', [{ op: 'add', path: 'a', value: 1 }]],
  ])('refuses %s with 422', (_what, patch) => {
    expect(() => jsonPatch(document, patch)).toThrow(
      expect.objectContaining({ status: expect.objectContaining({ code: 422 }) }),
    );
  });
});

describe('JSON Merge Patch (RFC 7386)', () => {
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('turns %j with %j into %j', (document, patch, expected) => {
    expect(mergePatch(document, patch)).toEqual(expected);
  });
});

describe('strategic merge patch', () => {
  const pod = {
    spec: {
      containers: [
        { name: 'web', image: 'web:1', env: [{ name: 'A', value: '1' }], ports: [{ containerPort: 80, name: 'http' }] },
        { name: 'sidecar', image: 'sidecar:1' },
      ],
      tolerations: [{ key: 'a' }],
    },
  };

  it('merges containers by name, and env and ports inside by theirs', () => {
    const patch = {
      spec: {
        containers: [
          {
            name: 'web',
            image: 'web:2',
            env: [{ name: 'B', value: '2' }],
            ports: [{ containerPort: 80, name: 'web' }],
          },
        ],
      },
    };
    expect(strategicMergePatch('Pod', pod, patch)).toEqual({
      spec: {
        ...pod.spec,
        containers: [
          {
            name: 'web',
            image: 'web:2',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            ports: [{ containerPort: 80, name: 'web' }],
          },
          pod.spec.containers[1],
        ],
      },
    });
  });

  it('replaces lists without a merge key', () => {
    const patched = strategicMergePatch('Pod', pod, { spec: { tolerations: [{ key: 'b' }] } });
    expect(patched).toMatchObject({ spec: { tolerations: [{ key: 'b' }] } });
  });

  it('deletes an element that $patch: delete names', () => {
    const patch = { spec: { containers: [{ name: 'sidecar', $patch: 'delete' }] } };
    expect(strategicMergePatch('Pod', pod, patch)).toMatchObject({ spec: { containers: [{ name: 'web' }] } });
  });

  it('orders a merged list as $setElementOrder says', () => {
    const patch = {
      spec: {
        '$setElementOrder/containers': [{ name: 'sidecar' }, { name: 'web' }],
        containers: [{ name: 'web', image: 'web:3' }],
      },
    };
    expect(strategicMergePatch('Pod', pod, patch)).toMatchObject({
      spec: { containers: [{ name: 'sidecar' }, { name: 'web', image: 'web:3' }] },
    });
  });

  it('keeps only the keys that $retainKeys names', () => {
    const deployment = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(strategicMergePatch('Deployment', deployment, patch)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
  });

  it('merges the ports of a service by port, and replaces every list of a NetworkPolicy', () => {
    const ports = { spec: { ports: [{ port: 80, targetPort: 8080 }] } };
    const patch = { spec: { ports: [{ port: 81 }] } };
    expect(strategicMergePatch('Service', ports, patch)).toEqual({
      spec: { ports: [{ port: 80, targetPort: 8080 }, { port: 81 }] },
    });
    expect(strategicMergePatch('NetworkPolicy', ports, patch)).toEqual({ spec: { ports: [{ port: 81 }] } });
  });
});
