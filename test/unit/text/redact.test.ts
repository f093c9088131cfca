import { describe, expect, it } from 'vitest';
import { redactJson } from '../../../src/text/redact-json.ts';
import { redactText } from '../../../src/text/redact.ts';

const jwt = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7Zq\nabc\n-----END RSA PRIVATE KEY-----';

describe('a secret is taken out', () => {
  it.each([
    ['a JWT', `token is ${jwt} and more`, 'token is [redacted] and more'],
    ['a bearer header', 'Authorization: Bearer abc.def-123', 'Authorization: [redacted]'],
    [
      'basic authentication',
      `curl -H "Authorization: Basic dXNlcjpwYXNz" http://web`,
      'curl -H "Authorization: [redacted]" http://web',
    ],
    ['a bearer token in a sentence', 'sent bearer 0123456789abcdef to it', 'sent bearer [redacted] to it'],
    ['an API key header', 'X-Api-Key: 12', 'X-Api-Key: [redacted]'],
    ['a cookie', 'Set-Cookie: session=1; Path=/', 'Set-Cookie: [redacted]'],
    [
      'a password in a URL',
      'postgres://app:s3cr:et@10.244.1.5:5432/shop',
      'postgres://app:[redacted]@10.244.1.5:5432/shop',
    ],
    ['an environment variable', 'PGPASSWORD=hunter2 psql -h db', 'PGPASSWORD=[redacted] psql -h db'],
    ['a variable of another kind', 'export API_TOKEN=abcdef123 OTHER=1', 'export API_TOKEN=[redacted] OTHER=1'],
    ['a flag', 'kubectl --token=abcdef123456 get pods', 'kubectl --token=[redacted] get pods'],
    ['a flag and its value', 'tool --db-password hunter2 --host db', 'tool --db-password [redacted] --host db'],
    ["curl's user", 'curl -s -u admin:hunter2 http://10.1.1.1:80/', 'curl -s -u admin:[redacted] http://10.1.1.1:80/'],
    ["sshpass' password", 'sshpass -p hunter2 ssh node-1', 'sshpass -p [redacted] ssh node-1'],
    [
      'a field of JSON',
      '{"user":"app","password":"hun\'ter2","port":1}',
      '{"user":"app","password":"[redacted]","port":1}',
    ],
    ['JSON in a JSON string', '"{\\"token\\":\\"abc\\"}"', '"{\\"token\\":\\"[redacted]\\"}"'],
    ['a line of YAML', 'user: app\npassword: two words\nhost: db', 'user: app\npassword: [redacted]\nhost: db'],
    ['a token in YAML', '  token: 1f5c9a77aa0b\n  name: x', '  token: [redacted]\n  name: x'],
    ['a query parameter', 'GET /x?access_token=abcdef12&page=2', 'GET /x?access_token=[redacted]&page=2'],
    ['a private key', `before\n${pem}\nafter`, 'before\n[redacted private key]\nafter'],
    ['a private key that was cut off', pem.slice(0, 50), '[redacted private key]'],
    ['kubeconfig data', `client-key-data: ${'QUJD'.repeat(20)}==\nname: x`, 'client-key-data: [redacted]\nname: x'],
    ['a GitHub token', `https://ghp_${'a1'.repeat(18)}@github.com/x`, 'https://[redacted]@github.com/x'],
    ['an AWS key', 'AKIAIOSFODNN7EXAMPLE', '[redacted]'],
    ['an EKS token', 'k8s-aws-v1.aHR0cHM6Ly9zdHMuZXU', '[redacted]'],
  ])('%s', (_, text, expected) => {
    expect(redactText(text)).toBe(expected);
  });
});

describe('what is no secret stays', () => {
  it.each([
    'ping 10.244.2.8: 0 % loss; fd00::8 p50 0.14 ms',
    'TCP auth-token:8080 timed out after 3.0 s',
    'ping: vault-secret: Temporary failure in name resolution',
    'shop/token-service 10.96.0.12 → payments/secret-store:443',
    'secrets is forbidden: User "app" cannot list resource "secrets"',
    'Basic connectivity tests come first',
    'the bearer token has expired',
    'kind: Secret',
    'secretName: web-tls',
    'image: registry/web@sha256:0d17b565c37bcbd895e9d92315a05c1c3c9a29f762b011a10c54a66cd53c9b31',
    'PWD=/home/app',
    'ssh://operator@bastion-1:22',
    'nc -u 10.244.1.5:53',
    'automountServiceAccountToken: false',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

it('changes nothing more when done twice', () => {
  const text = `Authorization: Bearer ${jwt}\npassword: x y\nhttps://a:b@c/?token=abcdefgh\n${pem}\n"secret": "abc"`;
  expect(redactText(redactText(text))).toBe(redactText(text));
});

it.each(['eyJ-', 'a', 'token', 'password=', '-----BEGIN PRIVATE KEY-----', '://a:', 'curl -u ', '--a-', '"'])(
  'comes to an end on a megabyte of %j',
  (piece) => {
    expect(redactText(piece.repeat(1_000_000 / piece.length)).length).toBeGreaterThan(0);
  },
);

describe('in data', () => {
  it('takes out fields, arguments and variables by their names', () => {
    expect(
      redactJson({
        link: { namespace: 'token', name: 'secret', port: 8080 },
        argv: ['curl', '--token', 'abc', '--user', 'x'],
        env: [
          { name: 'DB_PASSWORD', value: 'hunter2' },
          { name: 'HOST', value: '10.0.0.1' },
        ],
        clientSecret: 'abc',
        pin: { passphrase: 1234 },
        note: 'PASSWORD=x',
        token: null,
        ok: true,
      }),
    ).toEqual({
      link: { namespace: 'token', name: 'secret', port: 8080 },
      argv: ['curl', '--token', '[redacted]', '--user', 'x'],
      env: [
        { name: 'DB_PASSWORD', value: '[redacted]' },
        { name: 'HOST', value: '10.0.0.1' },
      ],
      clientSecret: '[redacted]',
      pin: { passphrase: '[redacted]' },
      note: 'PASSWORD=[redacted]',
      token: null,
      ok: true,
    });
  });
});
