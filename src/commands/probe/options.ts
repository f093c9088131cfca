import * as z from 'zod';
import { PlumblineError } from '../../contracts/errors.ts';
import type { BandwidthOptions } from '../../contracts/probe.ts';
import { connectPatience } from '../../probes/connect/patience.ts';
import { mostStreams } from '../../tools/iperf3/argv.ts';

/** A whole number as it is typed on the command line. */
const whole = (least: number, most: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${least} to ${most}` })
    .int({ error: `must be a whole number from ${least} to ${most}` })
    .min(least, { error: `must be at least ${least}` })
    .max(most, { error: `must be at most ${most}` });

const common = {
  from: z.string().min(1),
  to: z.string().min(1),
  port: z.string().optional(),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
  container: z.string().optional(),
  image: z.string().min(1).optional(),
  yes: z.boolean().default(false),
  output: z.enum(['text', 'json']).default('text'),
};

/** The options of each `plumbline probe` command, as commander hands them over: texts and flags. Others are passed over. */
export const probeOptionSchemas = {
  connect: z.object({ ...common, http: z.boolean().default(false), timeout: whole(1, 30).default(connectPatience) }),
  latency: z.object({
    ...common,
    count: whole(1, 100_000).default(10),
    interval: z.coerce.number({ error: 'must be seconds' }).min(0.2).max(60).default(1),
  }),
  bandwidth: z.object({
    ...common,
    udp: z.boolean().default(false),
    reverse: z.boolean().default(false),
    bidirectional: z.boolean().default(false),
    streams: whole(1, mostStreams).default(1),
    parallel: whole(1, mostStreams).optional(),
    seconds: whole(1, 60).default(10),
    rate: z
      .string()
      .regex(/^\d+(\.\d+)?[KMG]?$/i, { error: "must be bits per second: '100M' or '1G'" })
      .transform(bitsOf)
      .optional(),
    uncapped: z.boolean().default(false),
    iperfPort: whole(1, 65_535).default(5201),
  }),
  dns: z.object({ ...common, name: z.string().min(1).optional() }),
  'path-mtu': z.object({ ...common, size: whole(68, 65_535).optional() }),
  link: z.object({ ...common, seconds: whole(1, 3600).default(8) }),
} as const;

export type ProbeCommandName = keyof typeof probeOptionSchemas;
export type ProbeOptions<Name extends ProbeCommandName> = z.infer<(typeof probeOptionSchemas)[Name]>;

export function isProbeCommand(name: string): name is ProbeCommandName {
  return Object.hasOwn(probeOptionSchemas, name);
}

/** Reads the options of one command; throws a usage error that names the first wrong one. */
export function readProbeOptions<Name extends ProbeCommandName>(name: Name, options: unknown): ProbeOptions<Name> {
  const read = probeOptionSchemas[name].safeParse(options);
  if (read.success) return read.data as ProbeOptions<Name>;
  const [issue] = read.error.issues;
  const option = String(issue?.path[0] ?? 'option').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new PlumblineError(`--${option} ${issue?.message ?? 'is wrong'}.`, {
    kind: 'usage',
    operation: `probe ${name}`,
    nextStep: `See 'plumbline probe ${name} --help'.`,
  });
}

/** What iperf3 shall do, from the command's options. */
export function bandwidthOptions(options: ProbeOptions<'bandwidth'>): BandwidthOptions {
  return {
    protocol: options.udp ? 'UDP' : 'TCP',
    direction: options.bidirectional ? 'both' : options.reverse ? 'reverse' : 'forward',
    streams: options.parallel ?? options.streams,
    seconds: options.seconds,
    rateCap: options.rate,
    port: options.iperfPort,
  };
}

/** '100M' in bits per second; powers of ten. */
function bitsOf(text: string): number {
  const factor = { K: 1e3, M: 1e6, G: 1e9 }[text.slice(-1).toUpperCase()] ?? 1;
  return Number.parseFloat(text) * factor;
}
