import { describe, expect, it } from 'vitest';
import { parseIdentities } from '../../../src/reach/ssh/agent-identities.ts';
import { judgeHostKey } from '../../../src/reach/ssh/judge-host-key.ts';
import { keyType } from '../../../src/reach/ssh/key-blob.ts';
import { knownHostLine, namesHost, parseKnownHosts } from '../../../src/reach/ssh/known-hosts.ts';

const text = (value: string): Buffer => Buffer.concat([Buffer.of(0, 0, 0, value.length), Buffer.from(value)]);
const key = (type: string, body: string): Buffer => Buffer.concat([text(type), text(body)]);
const one = key('ssh-ed25519', 'one');
const two = key('ssh-ed25519', 'two');
const line = (hosts: string, blob: Buffer): string => `${hosts} ${keyType(blob)} ${blob.toString('base64')}`;
const judge = (known: string, host: string, port = 22, offered = one, alias?: string) =>
  judgeHostKey(parseKnownHosts(known, 'known'), { host, port, alias }, offered).kind;

describe('known_hosts', () => {
  it('knows a host by name, by pattern, by address and hashed', () => {
    const known = [line('a,b.example,*.lab', one), knownHostLine('hidden', one, true)].join('\n');
    expect(['a', 'B.example', 'x.lab', 'hidden', 'other'].map((host) => judge(known, host))).toEqual([
      'known',
      'known',
      'known',
      'known',
      'unknown',
    ]);
  });

  it('does not take a negated name, whatever else matches', () => {
    expect(judge(line('*,!bad', one), 'bad')).toBe('unknown');
  });

  it('tells ports apart: a line without one may confirm a key, never contradict it', () => {
    expect([
      judge(line('[a]:2222', one), 'a', 2222),
      judge(line('[a]:2222', one), 'a'),
      judge(line('a', one), 'a', 2222),
      judge(line('a', two), 'a', 2222),
    ]).toEqual(['known', 'unknown', 'known', 'unknown']);
  });

  it('looks an alias up without its port', () => {
    expect(judge(line('node-a', one), '10.0.0.5', 2222, one, 'node-a')).toBe('known');
  });

  it('tells a changed key of the same type from one of a type that was never seen', () => {
    expect([judge(line('a', two), 'a'), judge(line('a', key('ssh-rsa', 'x')), 'a')]).toEqual(['changed', 'unknown']);
  });

  it('never trusts a revoked key, whichever name the line has', () => {
    expect(judge(`${line('a', one)}\n@revoked ${line('*', one)}`, 'a')).toBe('revoked');
  });

  it("does not count an authority as the host's own key", () => {
    expect(judge(`@cert-authority ${line('a', one)}`, 'a')).toBe('unknown');
  });

  it('passes over what is no line of it', () => {
    expect(parseKnownHosts('# a\n\na ssh-ed25519\na ssh-ed25519 AAAA\n|1|x\n@other a ssh-rsa AAAA\n', 'known')).toEqual(
      [],
    );
  });

  it('names file and line of each entry', () => {
    expect(parseKnownHosts(`# first\n${line('a', one)}\n`, '/known').map(({ at }) => at)).toEqual(['/known:2']);
  });

  it('hides a name so that only it finds the line', () => {
    const [hosts = ''] = knownHostLine('[a]:2222', one, true).split(' ');
    expect([namesHost(hosts, '[a]:2222'), namesHost(hosts, 'a'), hosts.includes('2222')]).toEqual([true, false, false]);
  });
});

describe('the answer of an agent', () => {
  it('is its keys with their types', () => {
    const body = Buffer.concat([Buffer.of(12, 0, 0, 0, 1), Buffer.of(0, 0, 0, one.length), one, text('comment')]);
    const identities = parseIdentities(Buffer.concat([Buffer.of(0, 0, 0, body.length), body]));
    expect(identities?.map(({ type }) => type)).toEqual(['ssh-ed25519']);
  });

  it.each([
    ['cut off', Buffer.of(0, 0, 0, 9, 12, 0, 0, 0, 2, 0, 0, 0, 40)],
    ['a failure', Buffer.of(0, 0, 0, 1, 5)],
    ['nothing', Buffer.alloc(0)],
  ])('that is %s is none', (_, message) => {
    expect(parseIdentities(message)).toBeUndefined();
  });
});
