import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostSettings } from '../../../src/reach/ssh/host-settings.ts';
import { parseResolvedOptions } from '../../../src/reach/ssh/resolved-options.ts';
import { hostWords } from '../../../src/reach/ssh/resolve-host.ts';
import { matchesPattern, readSshConfig } from '../../../src/reach/ssh/ssh-config.ts';

const local = { home: '/home/ann', name: 'ann', env: { SSH_AUTH_SOCK: '/run/agent' } };
const settingsOf = (text: string, host = 'node-1', include: Record<string, string> = {}) => {
  const read = readSshConfig(host, [text], (file) => (include[file] === undefined ? [] : [include[file]]));
  return { ...hostSettings(host, read.options, local), skipped: read.skipped };
};

describe('a config file of ssh that is read without ssh', () => {
  it('takes the first value of a keyword, whichever Host line it stands below', () => {
    const { user, port } = settingsOf('Host node-*\n  User first\nHost *\n  User second\n  Port 2222\n');
    expect({ user, port }).toEqual({ user: 'first', port: 2222 });
  });

  it('leaves out hosts that a pattern negates', () => {
    expect(settingsOf('Host * !node-1\n  User other\n').user).toBe('ann');
  });

  it('follows Include where it stands, within its Host line', () => {
    const text = 'Host node-1\n  Include conf.d/a\nHost other\n  Include conf.d/b\n';
    const { user, port } = settingsOf(text, 'node-1', { 'conf.d/a': 'User included', 'conf.d/b': 'Port 1' });
    expect({ user, port }).toEqual({ user: 'included', port: 22 });
  });

  it('ends an Include that includes itself', () => {
    expect(settingsOf('Include a\nUser after\n', 'node-1', { a: 'Include a\n' }).user).toBe('after');
  });

  it('says which Match lines it skipped, and takes nothing from below them', () => {
    const { user, skipped } = settingsOf('Match exec "true"\n  User matched\nMatch all\n  User all\n');
    expect({ user, skipped }).toEqual({ user: 'all', skipped: ['Match exec "true"'] });
  });

  it('reads every spelling of keywords and values', () => {
    const text = 'HOST = node-1\n  hostname=10.0.0.1\n\tIdentityFile "~/my keys/id"\n  # User no\n';
    const { hostName, identityFiles, user } = settingsOf(text);
    expect({ hostName, identityFiles, user }).toEqual({
      hostName: '10.0.0.1',
      identityFiles: ['/home/ann/my keys/id'],
      user: 'ann',
    });
  });

  it('never throws, whatever the text is', () => {
    assert(
      property(string({ maxLength: 200 }), (text) => {
        expect(settingsOf(text).alias).toBe('node-1');
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});

describe('what ssh -G says', () => {
  it('becomes settings with absolute paths', () => {
    const text = [
      'user root',
      'hostname 10.0.0.5',
      'port 2222',
      'identityfile ~/.ssh/id_ed25519',
      'identityfile %d/keys/%r@%h',
      'identityagent none',
      'userknownhostsfile /home/ann/.ssh/known_hosts /etc/other',
      'globalknownhostsfile none',
      'proxyjump a@one:22,two',
      'serveraliveinterval 0',
      'connecttimeout none',
    ].join('\n');
    expect(hostSettings('node-1', parseResolvedOptions(text), local)).toMatchObject({
      alias: 'node-1',
      hostName: '10.0.0.5',
      port: 2222,
      user: 'root',
      identityFiles: ['/home/ann/.ssh/id_ed25519', '/home/ann/keys/root@10.0.0.5'],
      agent: undefined,
      knownHostsFiles: ['/home/ann/.ssh/known_hosts', '/etc/other'],
      proxyJump: ['a@one:22', 'two'],
      keepaliveInterval: 15_000,
      connectTimeout: 10_000,
    });
  });

  it.each([
    [undefined, '/run/agent'],
    ['SSH_AUTH_SOCK', '/run/agent'],
    ['$SSH_AUTH_SOCK', '/run/agent'],
    ['~/agent.sock', '/home/ann/agent.sock'],
    ['none', undefined],
  ])('finds the agent of IdentityAgent %s', (value, agent) => {
    const options = new Map(value === undefined ? [] : [['identityagent', [value]]]);
    expect(hostSettings('node-1', options, local).agent).toBe(agent);
  });
});

describe('a host in words', () => {
  it.each([
    ['node-1', { host: 'node-1' }],
    ['ann@node-1:2222', { host: 'node-1', user: 'ann', port: 2222 }],
    ['ann@corp@node-1', { host: 'node-1', user: 'ann@corp' }],
    ['[fd00::1]:2222', { host: 'fd00::1', port: 2222 }],
    ['fd00::1', { host: 'fd00::1' }],
    ['ssh://ann@node-1:22', { host: 'node-1', user: 'ann', port: 22 }],
  ])('%s is read', (text, words) => {
    expect(hostWords(text)).toEqual(words);
  });
});

describe('a pattern of ssh', () => {
  it('is not slow on a name that nearly matches many stars', () => {
    expect(matchesPattern('a'.repeat(2000), `${'*a'.repeat(500)}b`)).toBe(false);
  });

  it.each([
    ['node-1', 'node-?', true],
    ['NODE-1', 'node-*', true],
    ['node-10', 'node-?', false],
    ['a*b', 'a*b', true],
    ['', '*', true],
  ])('%s against %s', (name, pattern, matches) => {
    expect(matchesPattern(name, pattern)).toBe(matches);
  });
});
