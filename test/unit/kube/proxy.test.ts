import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { chooseProxy, connectThroughProxy } from '../../../src/kube/http/proxy.ts';
import { failureOf } from './open-test-connection.ts';

describe('choosing the proxy', () => {
  const server = new URL('https://api.example.com:6443');
  const chosen = (proxyUrl: string | undefined, env: Record<string, string>, to = server) =>
    chooseProxy(to, proxyUrl, env)?.href;

  it("takes the cluster's own before the environment's", () =>
    expect(chosen('http://a:1', { HTTPS_PROXY: 'http://b:2' })).toBe('http://a:1/'));
  it("takes the environment's, with or without a scheme", () =>
    expect(chosen(undefined, { https_proxy: 'b:2' })).toBe('http://b:2/'));
  it.each([
    'api.example.com',
    '.example.com',
    'API.Example.com',
    'example.com:6443',
    'example.com',
    '*.example.com',
    '*',
    'other, api.example.com:6443',
  ])('leaves it for NO_PROXY=%s', (list) => {
    expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2', NO_PROXY: list })).toBeUndefined();
  });
  it('keeps it for a domain that only looks alike', () =>
    expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2', NO_PROXY: 'ample.com' })).toBe('http://b:2/'));
  it.each(['.api.example.com', '*.api.example.com', 'api.example.com:443', '10.0.0.0/8'])(
    'keeps it for NO_PROXY=%s, which is not this server',
    (list) => expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2', NO_PROXY: list })).toBe('http://b:2/'),
  );
  it.each(['10.0.0.0/8', '10.1.2.3', '10.1.2.3:6443', 'fd00::/8, 10.1.0.0/16'])(
    'leaves it for an address in NO_PROXY=%s',
    (list) => {
      const address = new URL('https://10.1.2.3:6443');
      expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2', NO_PROXY: list }, address)).toBeUndefined();
    },
  );
  it.each(['fd00::/8', 'fd00::1', '[fd00::1]:6443'])('leaves it for an IPv6 address in NO_PROXY=%s', (list) => {
    const address = new URL('https://[fd00::1]:6443');
    expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2', NO_PROXY: list }, address)).toBeUndefined();
  });
  it.each(['10.0.0.0/33', '11.0.0.0/8', '0.1.2.3', '.1.2.3', 'fd00::/8'])(
    'keeps it for an address that NO_PROXY=%s does not name',
    (list) => {
      const address = new URL('https://10.1.2.3:6443');
      expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2', NO_PROXY: list }, address)).toBe('http://b:2/');
    },
  );
  it('needs none for this machine', () =>
    expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2' }, new URL('https://127.0.0.1:6443'))).toBeUndefined());
  it('takes a SOCKS 5 proxy', () => expect(chosen('socks5://c:3', {})).toBe('socks5://c:3'));
  it('says which proxies it cannot speak to, without their password', () => {
    expect(() => chosen('socks4://me:secret@c:3', {})).toThrow(
      'The proxy socks4://c:3 cannot be used: plumbline speaks to http, https and socks5 proxies.',
    );
  });
});

it('a proxy that refuses is named, with its words', async () => {
  const proxy = createServer();
  proxy.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://me:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const error = await failureOf(connectThroughProxy({ proxy: url, host: 'api.example.com', port: 6443 }));
  expect(error.message).toBe(`The proxy http://${url.host} gives no way to api.example.com:6443.`);
  expect(error.facts.serverMessage).toBe('HTTP 407 Proxy Authentication Required');
  await new Promise<void>((resolve) => proxy.close(() => resolve()));
});

it('a proxy that is not there is named', async () => {
  const error = await failureOf(
    connectThroughProxy({ proxy: new URL('http://127.0.0.1:1'), host: 'api.example.com', port: 6443 }),
  );
  expect([error.kind, error.facts.serverMessage]).toEqual(['unreachable', 'connect ECONNREFUSED 127.0.0.1:1']);
});
