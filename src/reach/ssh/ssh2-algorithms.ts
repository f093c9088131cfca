import type { SshOptions } from './host-settings.ts';

/** What ssh2 can do of each kind, without what is broken (SHA-1 signatures and exchanges, CBC, RC4, DSA). */
export const ssh2Algorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group15-sha512',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group17-sha512',
    'diffie-hellman-group18-sha512',
  ],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
    'chacha20-poly1305@openssh.com',
  ],
  hmac: [
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha2-256',
    'hmac-sha2-512',
    'hmac-sha1-etm@openssh.com',
    'hmac-sha1',
  ],
} as const;

export type AlgorithmKind = keyof typeof ssh2Algorithms;
export type AgreedAlgorithms = { readonly [Kind in AlgorithmKind]: readonly (typeof ssh2Algorithms)[Kind][number][] };

const keywords: Readonly<Record<AlgorithmKind, string>> = {
  kex: 'kexalgorithms',
  serverHostKey: 'hostkeyalgorithms',
  cipher: 'ciphers',
  hmac: 'macs',
};

/** The types of keys whose signatures an algorithm makes: RSA keys sign in several ways. */
function keyTypeOf(algorithm: string): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

/*
 * ssh2 keeps one scratch buffer for all its connections while it writes a chacha20 packet piece by piece, and a connection
 * over a hop has each piece encrypted by the hop's connection in between: chacha20 within chacha20 sends garbage.
 */
const notOverHops = 'chacha20-poly1305@openssh.com';

/**
 * What both the operator's settings and ssh2 allow, in the settings' order, but ciphers in the order of their speed here;
 * host key algorithms of `knownTypes` come first. A list that only changes ssh's defaults (`+`, `-`, `^`), as config files have them and `ssh -G` has not, is passed over.
 */
export function agreedAlgorithms(
  options: SshOptions,
  knownTypes: readonly string[],
  overHop: boolean,
): AgreedAlgorithms {
  const agreed = <Name extends string>(kind: AlgorithmKind, able: readonly Name[]): readonly Name[] => {
    const list = options.get(keywords[kind])?.[0];
    if (list === undefined || /^[-+^]/.test(list)) return able;
    const wanted = list.split(',');
    return wanted.flatMap((name) => able.filter((one) => one === name));
  };
  const hostKeys = agreed('serverHostKey', ssh2Algorithms.serverHostKey);
  const ciphers = agreed('cipher', ssh2Algorithms.cipher);
  const isKnown = (algorithm: string): boolean => knownTypes.includes(keyTypeOf(algorithm));
  return {
    kex: agreed('kex', ssh2Algorithms.kex),
    serverHostKey: [...hostKeys.filter(isKnown), ...hostKeys.filter((algorithm) => !isKnown(algorithm))],
    cipher: ssh2Algorithms.cipher.filter((name) => ciphers.includes(name) && !(overHop && name === notOverHops)),
    hmac: agreed('hmac', ssh2Algorithms.hmac),
  };
}

/** The kind of algorithm of which the settings allow none that ssh2 has, in words; undefined when there is none such. */
export function missingAlgorithm(options: SshOptions, overHop: boolean): string | undefined {
  const agreed = agreedAlgorithms(options, [], overHop);
  if (agreed.kex.length === 0) return 'key exchange';
  if (agreed.serverHostKey.length === 0) return 'host key algorithm';
  if (agreed.cipher.length === 0) return 'cipher';
  return agreed.hmac.length === 0 ? 'message authentication code' : undefined;
}
