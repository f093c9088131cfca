import * as z from 'zod';
import { PlumblineError } from '../../contracts/errors.ts';

const source = {
  manifests: z.array(z.string().min(1)).default([]),
  namespace: z.string().optional(),
  cni: z.enum(['calico', 'cilium'], 'must be calico or cilium').optional(),
};
const output = { output: z.enum(['text', 'json']).default('text') };
const listOutput = { output: z.enum(['text', 'json', 'csv']).default('text') };
const pods = { pods: z.boolean().default(false) };
const exitCode = { exitCode: z.boolean().default(false) };

/** Protocols that a flow can be asked about. */
export const flowProtocols = ['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6'] as const;

const reach = {
  ...source,
  ...output,
  ...pods,
  port: z.string().optional(),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
};

/** The options of each `plumbline policy` command, as commander hands them over. Others are passed over. */
export const policyOptionSchemas = {
  explain: z.object({
    ...source,
    ...output,
    ...exitCode,
    from: z.string().min(1),
    to: z.string().min(1),
    port: z.string().optional(),
    protocol: z.enum(flowProtocols).default('TCP'),
  }),
  verdict: z.object({ ...source, ...output, probes: z.string().min(1) }),
  connections: z.object({ ...source, ...listOutput, ...pods }),
  lint: z.object({ ...source, ...output, ...exitCode }),
  exposure: z.object({ ...source, ...output }),
  on: z.object({ ...source, ...output }),
  diff: z.object({ ...listOutput, ...pods, ...exitCode, namespace: source.namespace, cni: source.cni }),
  'who-can-reach': z.object(reach),
  'can-reach': z.object(reach),
} as const;

export type PolicyCommandName = keyof typeof policyOptionSchemas;
export type PolicyOptions<Name extends PolicyCommandName> = z.infer<(typeof policyOptionSchemas)[Name]>;

export function isPolicyCommand(name: string): name is PolicyCommandName {
  return Object.hasOwn(policyOptionSchemas, name);
}

/** Reads the options of one command; throws a usage error that names the first wrong one. */
export function readPolicyOptions<Name extends PolicyCommandName>(name: Name, options: unknown): PolicyOptions<Name> {
  const result = policyOptionSchemas[name].safeParse(options);
  if (result.success) return result.data as PolicyOptions<Name>;
  const [issue] = result.error.issues;
  const option = String(issue?.path[0] ?? 'option').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new PlumblineError(`--${option} ${issue?.message ?? 'is wrong'}.`, {
    kind: 'usage',
    operation: `policy ${name}`,
    nextStep: `See 'plumbline policy ${name} --help'.`,
  });
}
