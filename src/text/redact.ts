/** What stands where a secret was. */
export const redacted = '[redacted]';

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/*
 * Patterns never start with an open repetition and every repetition is over characters that cannot be matched in two ways:
 * cluster text is untrusted, and a pattern that backtracks is a way to stop the program.
 *
 * Names are not secrets: a service may well be called auth-token. So `auth-token:8080` and `auth-token: Name or service
 * not known` stay, while `token: 1f5c9a…` alone on the rest of its line goes.
 */
const rules: readonly Rule[] = [
  // PEM (RFC 7468), also one whose end was cut off.
  {
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
    replacement: '[redacted private key]',
  },
  // JSON Web Tokens (RFC 7519): service account tokens, OIDC.
  {
    pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
    replacement: redacted,
  },
  // Tokens that issuers mark with a prefix of their own: GitHub, GitLab, Slack, AWS, EKS, Vault, OpenShift.
  {
    pattern:
      /(?<![\w-])(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|k8s-aws-v1\.[\w-]{16,}|hv[sbr]\.[\w-]{20,}|sha256~[\w-]{20,})/g,
    replacement: redacted,
  },
  // Headers, with or without quotes around name and value.
  {
    pattern: /((?:authorization|x-api-key|x-auth-token|cookie)\\?["']?[ \t]*[:=][ \t]*\\?["']?)[^"'\r\n]+/gi,
    replacement: `$1${redacted}`,
  },
  { pattern: /\b(bearer[ \t]+)(?=[a-z._~+/=-]{0,200}\d)[\w.~+/=-]{12,}/gi, replacement: `$1${redacted}` },
  // https://user:password@host
  { pattern: /(?<=:\/\/)([^\s/:@"']{0,128}):[^\s/@"']{1,256}@/g, replacement: `$1:${redacted}@` },
  // Quoted values: JSON, YAML, shell; also JSON within a JSON string.
  {
    pattern:
      /((?:password|passwd|passphrase|_pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|secret[-_]?key|credentials)\\?["']?[ \t]*[:=][ \t]*)(\\?["'])(?:(?!\2)[^\r\n])+\2/gi,
    replacement: `$1$2${redacted}$2`,
  },
  // PASSWORD=…, --password=…, ?password=…, and the rest of a line after `password: `.
  { pattern: /((?:password|passwd|passphrase|_pwd)=)(?!\\?["'])[^\s"',;&\\]+/gi, replacement: `$1${redacted}` },
  { pattern: /((?:password|passwd|passphrase):[ \t]+)(?!\\?["'])[^\s"'][^\r\n"']*/gi, replacement: `$1${redacted}` },
  {
    pattern:
      /((?:secret|token|api[-_]?key|access[-_]?key|private[-_]?key|secret[-_]?key|credentials)=)(?!\\?["'])[^\s"',;&\\]{6,}/gi,
    replacement: `$1${redacted}`,
  },
  {
    pattern:
      /((?:secret|token|api[-_]?key|access[-_]?key|private[-_]?key|secret[-_]?key|credentials):[ \t]+)(?!\\?["'])[^\s"',;]{8,}(?=[ \t]*(?:[,;}\r\n]|$))/gim,
    replacement: `$1${redacted}`,
  },
  // A flag and its value as two words.
  {
    pattern:
      /(--?(?:[a-z0-9]+-){0,4}(?:password|passwd|passphrase|secret|token|api-key|access-key|secret-key)[ \t]+)(?!-)[^\s"']+/gi,
    replacement: `$1${redacted}`,
  },
  {
    pattern: /(\b(?:curl|wget)\b[^\r\n]{0,400}?[ \t](?:-u|--user)[ \t=]+[^\s:"']+:)[^\s"']+/g,
    replacement: `$1${redacted}`,
  },
  { pattern: /(\bsshpass[ \t]+-p[ \t]*)[^\s"']+/g, replacement: `$1${redacted}` },
  // kubeconfig: client-key-data, client-certificate-data, certificate-authority-data.
  { pattern: /(-data\\?["']?[ \t]*:[ \t]*\\?["']?)[A-Za-z0-9+/=]{40,}/g, replacement: `$1${redacted}` },
];

/**
 * The text without what would let its reader in somewhere: bearer tokens, JWTs, passwords in URLs, headers, flags,
 * environment and files, private keys, kubeconfig data. Addresses and names stay. Doing it twice changes nothing more.
 */
export function redactText(text: string): string {
  let result = text;
  for (const { pattern, replacement } of rules) result = result.replace(pattern, replacement);
  return result;
}
