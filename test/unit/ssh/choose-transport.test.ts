import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { chooseTransport, type HostFacts, type TransportFacts } from '../../../src/reach/ssh/choose-transport.ts';
import { hostSettings } from '../../../src/reach/ssh/host-settings.ts';
import { agreedAlgorithms, ssh2Algorithms } from '../../../src/reach/ssh/ssh2-algorithms.ts';

const local = { home: '/home/ann', name: 'ann', env: {} };
const host = (options: Readonly<Record<string, string>> = {}, own: Partial<HostFacts> = {}): HostFacts => ({
  settings: hostSettings('node-1', new Map(Object.entries(options).map(([name, value]) => [name, [value]])), local),
  overHop: false,
  keyTypes: ['ssh-ed25519'],
  certificates: [],
  authority: false,
  kerberos: false,
  ...own,
});
const choose = (facts: HostFacts, own: Partial<TransportFacts> = {}) =>
  chooseTransport({ hosts: [facts], program: '/usr/bin/ssh', ownMaster: false, wanted: 'auto', ...own });

describe('the transport to a node', () => {
  it('is ssh2 when nothing speaks against it', () => {
    expect(choose(host()).name).toBe('ssh2');
  });

  it.each([
    ['ProxyCommand', host({ proxycommand: 'nc %h %p' }), /^ProxyCommand is set for node-1/],
    ['a PKCS #11 provider', host({ pkcs11provider: '/usr/lib/opensc.so' }), /^PKCS11Provider is set/],
    ['a command that tells known hosts', host({ knownhostscommand: '/bin/known' }), /^KnownHostsCommand is set/],
    ['a certificate file', host({}, { certificates: ['/k-cert.pub'] }), /^\/k-cert\.pub is a certificate/],
    ['a certificate in the agent', host({}, { keyTypes: ['ssh-ed25519-cert-v01@openssh.com'] }), /holds a certificate/],
    ['a security key', host({}, { keyTypes: ['sk-ssh-ed25519@openssh.com'] }), /lives on a security key/],
    ['an authority for host keys', host({}, { authority: true }), /names a certificate authority/],
    ['a Kerberos ticket', host({}, { kerberos: true }), /Kerberos ticket/],
    ['post-quantum key exchange only', host({ kexalgorithms: 'mlkem768x25519-sha256' }), /^No key exchange that is/],
    ['host keys that ssh2 does not know', host({ hostkeyalgorithms: 'ssh-mldsa-44' }), /^No host key algorithm/],
  ])("is the machine's ssh for %s", (_, facts, reason) => {
    expect(choose(facts)).toEqual({ name: 'openssh', reason: expect.stringMatching(reason) });
  });

  it.each(['proxycommand', 'pkcs11provider', 'knownhostscommand'])('takes no notice of %s none', (option) => {
    expect(choose(host({ [option]: 'none' })).name).toBe('ssh2');
  });

  it('is ssh2 with a word about what it cannot do where there is no ssh', () => {
    expect(choose(host({ proxycommand: 'nc' }), { program: undefined })).toEqual({
      name: 'ssh2',
      reason: expect.stringMatching(/^There is no ssh program on this machine, although ProxyCommand/),
    });
  });

  it('is what the operator asked for, and what speaks against it is said', () => {
    expect(choose(host({ proxycommand: 'nc' }), { wanted: 'ssh2' })).toEqual({
      name: 'ssh2',
      reason: expect.stringMatching(/^--ssh-transport asks for it, although ProxyCommand/),
    });
  });
});

describe('the algorithms of ssh2', () => {
  it('are those that this version of ssh2 has', () => {
    const constants = createRequire(import.meta.url)('ssh2/lib/protocol/constants.js') as Record<string, string[]>;
    expect(constants['SUPPORTED_KEX']).toEqual(expect.arrayContaining([...ssh2Algorithms.kex]));
    expect(constants['SUPPORTED_SERVER_HOST_KEY']).toEqual(expect.arrayContaining([...ssh2Algorithms.serverHostKey]));
    expect(constants['SUPPORTED_CIPHER']).toEqual(expect.arrayContaining([...ssh2Algorithms.cipher]));
    expect(constants['SUPPORTED_MAC']).toEqual(expect.arrayContaining([...ssh2Algorithms.hmac]));
  });

  it("do not know post-quantum key exchange yet: once they do, fewer servers need the machine's ssh", () => {
    const constants = createRequire(import.meta.url)('ssh2/lib/protocol/constants.js') as Record<string, string[]>;
    expect((constants['SUPPORTED_KEX'] ?? []).filter((name) => /mlkem|sntrup/.test(name))).toEqual([]);
  });

  it('ask for the types of host key that are known first, RSA by its newer signatures', () => {
    const { serverHostKey } = agreedAlgorithms(new Map(), ['ssh-rsa'], false);
    expect(serverHostKey.slice(0, 3)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519']);
  });
});
