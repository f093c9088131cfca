import { expect, it } from 'vitest';
import { chooseAddress, hostOfNode } from '../../../src/reach/ssh/node-address.ts';
import { readOpenSshFailure } from '../../../src/reach/ssh/openssh/read-failure.ts';
import { sudoRefusal } from '../../../src/reach/ssh/sudo.ts';

const addresses = [
  { type: 'Hostname', address: 'ip-10-0-0-5' },
  { type: 'InternalIP', address: '10.0.0.5' },
  { type: 'ExternalIP', address: '203.0.113.5' },
];
const resolver = { local: { home: '/none', name: 'ann', env: {} }, program: undefined, configFile: '/none/config' };
const parts = {
  resolver,
  kind: 'name' as const,
  hosts: {},
  user: undefined,
  addresses: () => Promise.reject(new Error('the API server is down')),
  signal: AbortSignal.timeout(5000),
};

it.each([
  ['auto', '10.0.0.5'],
  ['internal', '10.0.0.5'],
  ['external', '203.0.113.5'],
  ['hostname', 'ip-10-0-0-5'],
] as const)('the %s address of a node is chosen', (kind, address) => {
  expect(chooseAddress('worker-1', addresses, kind)).toBe(address);
});

it('a node without such an address is told with what it has', () => {
  expect(() => chooseAddress('worker-1', addresses.slice(0, 2), 'external')).toThrow(
    'Node worker-1 has no external address; it has Hostname ip-10-0-0-5 and InternalIP 10.0.0.5.',
  );
});

it('a name and the map of the config file need no API server', async () => {
  const hosts = { 'worker-1': 'admin@jump-side:2200' };
  expect(await hostOfNode('worker-2', { ...parts, hosts })).toEqual({ host: 'worker-2' });
  expect(await hostOfNode('worker-1', { ...parts, hosts, kind: 'internal', user: 'ann' })).toEqual({
    host: 'jump-side',
    user: 'ann',
    port: 2200,
  });
});

it('an address that the cluster cannot tell says what helps without it', async () => {
  await expect(hostOfNode('worker-1', { ...parts, kind: 'internal' })).rejects.toMatchObject({
    message: 'The address of node worker-1 is not known.',
    facts: { serverMessage: 'the API server is down', nextStep: expect.stringContaining('--ssh-address name') },
  });
});

it('a name that the config of ssh speaks of is taken before an address', async () => {
  const known = { ...resolver, configFile: new URL('fixtures/config', import.meta.url).pathname };
  expect(await hostOfNode('worker-1', { ...parts, kind: 'auto', resolver: known })).toEqual({ host: 'worker-1' });
});

it.each([
  ['sudo: a password is required', 'sudo: a password is required'],
  ['Welcome\nsudo: sorry, you must have a tty to run sudo', 'sudo: sorry, you must have a tty to run sudo'],
  ['', 'it said nothing.'],
])('what sudo said is found in "%s"', (said, words) => {
  expect(sudoRefusal(said.split('\n'))).toBe(words);
});

it.each([
  ['No ED25519 host key is known for [127.0.0.1]:22 and you have requested strict checking.', 'unknown-key'],
  ['ann@node: Permission denied (publickey).', 'login-refused'],
  ['ssh: connect to host node port 22: No route to host', 'not-reached'],
  ['kex_exchange_identification: Connection closed by remote host', 'not-reached'],
  ['@  WARNING: REVOKED HOST KEY DETECTED!  @', 'revoked-key'],
])('ssh is understood when it says %s', (said, kind) => {
  expect(readOpenSshFailure(said).kind).toBe(kind);
});
