import { z } from 'zod';
import { PlumblineError } from '../../contracts/errors.ts';

const execEntry = z.object({
  apiVersion: z.string().default('client.authentication.k8s.io/v1'),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().nullish(),
  provideClusterInfo: z.boolean().nullish(),
  interactiveMode: z.enum(['Never', 'IfAvailable', 'Always']).nullish(),
});

/** The `exec` of a kubeconfig's user: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#ExecConfig */
export type ExecEntry = z.infer<typeof execEntry>;

/** Reads a user's `exec` entry; throws a PlumblineError that says what is wrong with it. */
export function readExecEntry(value: unknown, user: string): ExecEntry {
  const result = execEntry.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new PlumblineError(`The exec entry of user ${user} in the kubeconfig cannot be used.`, {
    kind: 'configuration',
    operation: 'read the credential plugin',
    object: `user ${user}`,
    serverMessage: issue === undefined ? result.error.message : `${issue.path.join('.')}: ${issue.message}`,
    nextStep: 'Correct the kubeconfig.',
  });
}

const execCredential = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
});

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
  const result = execCredential.safeParse(parsed);
  if (!result.success) return undefined;
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = result.data.status;
  if (!token && !(clientCertificateData && clientKeyData)) return undefined;
  const expires = expirationTimestamp ? Date.parse(expirationTimestamp) : Number.NaN;
  return {
    token: token || undefined,
    cert: clientCertificateData || undefined,
    key: clientKeyData || undefined,
    expires: Number.isNaN(expires) ? undefined : expires,
  };
}
