import { PlumblineError } from '../../contracts/errors.ts';
import { type Fields, fieldsOf, instantOf, isFields, listOf, textOf, textsOf } from '../../inventory/prune/fields.ts';

/** The `exec` of a kubeconfig's user: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#ExecConfig */
export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** What to do when the command is not installed; empty when the kubeconfig says nothing. */
  readonly installHint: string;
  readonly provideClusterInfo: boolean;
  /** Whether it needs a terminal (Always), uses one that is there (IfAvailable, also when nothing is said), or must have none. */
  readonly interactive: 'Always' | 'IfAvailable' | 'Never';
}

/** Reads a user's `exec` entry; throws a PlumblineError that says what is wrong with it. */
export function readExecEntry(value: unknown, user: string): ExecEntry {
  const entry: Fields = isFields(value) ? value : {};
  const command = textOf(entry, 'command');
  const problem =
    command === ''
      ? 'it has no command'
      : isTextList(entry['args'])
        ? undefined
        : 'its args are no list of strings (numbers and booleans need quotes in YAML)';
  if (problem !== undefined) {
    throw new PlumblineError(`The exec entry of user ${user} in the kubeconfig cannot be used: ${problem}.`, {
      kind: 'configuration',
      operation: 'read the credential plugin',
      object: `user ${user}`,
      nextStep: 'Correct the kubeconfig.',
    });
  }
  return {
    apiVersion: textOf(entry, 'apiVersion') || 'client.authentication.k8s.io/v1',
    command,
    args: textsOf(entry, 'args'),
    env: listOf(entry, 'env').map((one) => ({ name: textOf(one, 'name'), value: textOf(one, 'value') })),
    installHint: textOf(entry, 'installHint').trim(),
    provideClusterInfo: entry['provideClusterInfo'] === true,
    interactive: interactiveMode(entry['interactiveMode']),
  };
}

function interactiveMode(value: unknown): ExecEntry['interactive'] {
  return value === 'Always' || value === 'Never' ? value : 'IfAvailable';
}

function isTextList(value: unknown): boolean {
  return (
    value === undefined || value === null || (Array.isArray(value) && value.every((one) => typeof one === 'string'))
  );
}

/** What a credential plugin printed: a token, or a certificate with its key, and until when they hold. */
export interface ExecCredential {
  readonly token: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Milliseconds since the epoch; undefined means until the process ends or the server refuses. */
  readonly expires: number | undefined;
}

/** Reads an ExecCredential document; undefined when the text is none. */
export function readExecCredential(text: string): ExecCredential | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(parsed) || parsed['kind'] !== 'ExecCredential') return undefined;
  const status = fieldsOf(parsed, 'status');
  const token = textOf(status, 'token');
  const cert = textOf(status, 'clientCertificateData');
  const key = textOf(status, 'clientKeyData');
  if (token === '' && (cert === '' || key === '')) return undefined;
  return {
    token: token || undefined,
    cert: cert || undefined,
    key: key || undefined,
    expires: instantOf(status, 'expirationTimestamp'),
  };
}
