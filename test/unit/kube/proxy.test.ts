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
  it.each(['api.example.com', '.example.com', 'example.com', '*.example.com', '*', 'other, api.example.com:6443'])(
    'leaves it for NO_PROXY=%s',
    (list) => {
      expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2', NO_PROXY: list })).toBeUndefined();
    },
  );
  it('keeps it for a domain that only looks alike', () =>
    expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2', NO_PROXY: 'ample.com' })).toBe('http://b:2/'));
  it('needs none for this machine', () =>
    expect(chosen(undefined, { HTTPS_PROXY: 'http://b:2' }, new URL('https://127.0.0.1:6443'))).toBeUndefined());
  it('says that it cannot speak to a SOCKS proxy, without its password', () => {
    expect(() => chosen('socks5://me:secret@c:3', {})).toThrow(
      'The proxy socks5://c:3 cannot be used: plumbline speaks to http and https proxies only.',
    );
  });
});

it('a proxy that refuses is named, with its words', async () => {
  const proxy = createServer();
  proxy.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://me:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const error = await failureOf(connectThroughProxy(url, 'api.example.com', 6443, undefined));
  expect(error.message).toBe(`The proxy http://${url.host} gives no way to api.example.com:6443.`);
  expect(error.facts.serverMessage).toBe('HTTP 407 Proxy Authentication Required');
  await new Promise<void>((resolve) => proxy.close(() => resolve()));
});

it('a proxy that is not there is named', async () => {
  const error = await failureOf(connectThroughProxy(new URL('http://127.0.0.1:1'), 'api.example.com', 6443, undefined));
  expect([error.kind, error.facts.serverMessage]).toEqual(['unreachable', 'connect ECONNREFUSED 127.0.0.1:1']);
});
