import { describe, expect, it } from 'vitest';
import { describeLink, endpointText } from '../../../src/link/describe.ts';
import { linkId, makeLink } from '../../../src/link/link-id.ts';
import { parseEndpointText } from '../../../src/link/parse-endpoint.ts';

describe('the text of an endpoint', () => {
  const cases: readonly (readonly [string, object])[] = [
    ['shop/web', { kind: 'search', search: 'shop/web', port: undefined }],
    ['shop/web:http', { kind: 'search', search: 'shop/web', port: 'http' }],
    [
      'pod/shop/web-1',
      { kind: 'endpoint', endpoint: { kind: 'pod', namespace: 'shop', name: 'web-1' }, port: undefined },
    ],
    [
      'deploy/shop/web',
      { kind: 'endpoint', endpoint: { kind: 'workload', workload: 'Deployment', namespace: 'shop', name: 'web' } },
    ],
    ['sts/shop/db', { kind: 'endpoint', endpoint: { kind: 'workload', workload: 'StatefulSet' } }],
    [
      'svc/shop/backend:8080',
      { kind: 'endpoint', endpoint: { kind: 'service', namespace: 'shop', name: 'backend' }, port: 8080 },
    ],
    ['node/worker-1', { kind: 'endpoint', endpoint: { kind: 'node', name: 'worker-1' } }],
    ['10.244.1.5:80', { kind: 'endpoint', endpoint: { kind: 'ip', address: '10.244.1.5' }, port: 80 }],
    ['fd00::1', { kind: 'endpoint', endpoint: { kind: 'ip', address: 'fd00::1' }, port: undefined }],
    ['[fd00::1]:80', { kind: 'endpoint', endpoint: { kind: 'ip', address: 'fd00::1' }, port: 80 }],
    ['example.com:443', { kind: 'endpoint', endpoint: { kind: 'host', name: 'example.com' }, port: 443 }],
  ];
  for (const [text, wanted] of cases) {
    it(`'${text}' is read`, () => {
      expect(parseEndpointText(text)).toMatchObject(wanted);
    });
  }

  for (const text of [
    '',
    'a/b/c/d',
    'pod/web',
    'node/a/b',
    'shop/Web',
    'shop/web:0',
    'shop/web:70000',
    '[10.0.0.1]:80',
    '-rf',
    'shop/-x',
    'a b',
    'x:',
  ]) {
    it(`'${text}' is a usage error that says what is accepted`, () => {
      expect(() => parseEndpointText(text)).toThrow(
        expect.objectContaining({
          facts: expect.objectContaining({ kind: 'usage', nextStep: expect.stringContaining('svc/namespace/name') }),
        }),
      );
    });
  }

  it('what is written for an endpoint is read back as the same', () => {
    for (const text of [
      'pod/shop/web-1',
      'ds/kube-system/kube-proxy',
      'svc/shop/backend',
      'node/worker-1',
      'fd00::1',
      'example.com',
    ]) {
      const read = parseEndpointText(text);
      expect(read.kind === 'endpoint' ? endpointText(read.endpoint) : '').toBe(text);
    }
  });
});

describe('a link', () => {
  const web = { kind: 'pod', namespace: 'shop', name: 'web-1' } as const;
  const backend = { kind: 'service', namespace: 'shop', name: 'backend' } as const;

  it('has the same id for a pod that was re-created under its name', () => {
    expect(linkId({ ...web, uid: 'a' }, backend, 'TCP', 80)).toBe(linkId({ ...web, uid: 'b' }, backend, 'TCP', 80));
  });

  it('has another id the other way round, and for another port', () => {
    const ids = [
      linkId(web, backend, 'TCP', 80),
      linkId(backend, web, 'TCP', 80),
      linkId(web, backend, 'TCP', 81),
      linkId(web, backend, 'UDP', 80),
    ];
    expect(new Set(ids).size).toBe(4);
  });

  it('is described in words', () => {
    expect(describeLink(makeLink(web, backend, 'TCP', 8080))).toBe('shop/web-1 → service shop/backend TCP 8080');
  });
});
