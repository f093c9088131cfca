import { expect, it } from 'vitest';
import { proxyText } from '../../../../src/commands/doctor/proxy-text.ts';

const server = new URL('https://10.0.0.1:6443');

it('no proxy is none', () => {
  expect(proxyText(server, undefined, {})).toBe('none');
});

it("the cluster's proxy-url wins over the environment", () => {
  const env = { HTTPS_PROXY: 'http://other:3128' };
  expect(proxyText(server, 'socks5://jump:1080', env)).toBe("socks5://jump:1080 (the cluster's proxy-url)");
});

it('a variable is named as it is written, its password is not', () => {
  expect(proxyText(server, undefined, { https_proxy: 'http://op:hunter2@proxy:3128' })).toBe(
    'http://proxy:3128 (https_proxy)',
  );
});

it('a server that NO_PROXY exempts says so', () => {
  const env = { HTTPS_PROXY: 'proxy:3128', NO_PROXY: '10.0.0.0/8' };
  expect(proxyText(server, undefined, env)).toBe('none: NO_PROXY exempts the server from HTTPS_PROXY');
});

it('a proxy that cannot be used is told', () => {
  expect(proxyText(server, 'ftp://proxy', {})).toContain('cannot be used');
});
