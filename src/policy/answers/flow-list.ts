import * as z from 'zod';
import { PlumblineError } from '../../contracts/errors.ts';
import { isFields } from '../../inventory/prune/fields.ts';
import { parseAddress } from '../address/parse.ts';
import { parseEndpointText } from '../../link/parse-endpoint.ts';
import { portOf } from '../../link/split-port.ts';
import type { FlowProtocol, Traffic } from '../model/traffic.ts';
import { flowProtocols } from './options.ts';

/** One flow of a file of flows, before its ends are looked up. */
export interface AskedFlow {
  readonly from: string;
  readonly to: string;
  /** Which of the destination's addresses, where one is named beside it. */
  readonly toAddress: string | undefined;
  readonly protocol: FlowProtocol;
  readonly port: number | string | undefined;
  readonly icmp: Traffic['icmp'];
}

const endpoint = z.string().superRefine((text, context) => {
  try {
    parseEndpointText(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

/** An empty text or null is what other programs write for a field that they leave out. */
const absent = (value: unknown): unknown => (value === '' || value === null ? undefined : value);

const anyCase = (value: unknown): unknown =>
  absent(flowProtocols.find((one) => typeof value === 'string' && one.toLowerCase() === value.toLowerCase()) ?? value);

/** ICMP has no ports, whatever other programs write there. */
function withoutPortOfIcmp(value: unknown): unknown {
  if (!isFields(value) || typeof value['protocol'] !== 'string' || !/^icmp/i.test(value['protocol'])) return value;
  const { port: _none, ...rest } = value;
  return rest;
}

const portWords = 'must be a number from 1 to 65535 or the name of a port';

const fields = z
  .object({
    from: endpoint,
    to: z.preprocess(absent, endpoint.optional()),
    toIP: z.preprocess(
      absent,
      z
        .string()
        .refine((text) => parseAddress(text) !== undefined, 'is no IP address')
        .optional(),
    ),
    protocol: z.preprocess(anyCase, z.enum(flowProtocols, `must be one of ${flowProtocols.join(', ')}`).default('TCP')),
    port: z.preprocess(
      absent,
      z
        .union([z.number(), z.string()], portWords)
        .refine(
          (port) => typeof port === 'string' || (Number.isInteger(port) && port >= 1 && port <= 65_535),
          portWords,
        )
        .optional(),
    ),
    icmpType: z.preprocess(absent, z.number().int().min(0).max(255).optional()),
    icmpCode: z.preprocess(absent, z.number().int().min(0).max(255).optional()),
  })
  .superRefine((flow, context) => {
    if (flow.to === undefined && flow.toIP === undefined)
      context.addIssue({ code: 'custom', message: 'is missing: a flow needs a to or a toIP', path: ['to'] });
    const isIcmp = flow.protocol.startsWith('ICMP');
    if (!isIcmp && flow.icmpType !== undefined)
      context.addIssue({
        code: 'custom',
        message: `is given, but the protocol is ${flow.protocol}`,
        path: ['icmpType'],
      });
    if (flow.icmpCode !== undefined && flow.icmpType === undefined)
      context.addIssue({ code: 'custom', message: 'is given without an icmpType', path: ['icmpCode'] });
  });

const entry = z.preprocess(withoutPortOfIcmp, fields);

/**
 * Reads a file of flows: a JSON list of {from, to, toIP, protocol, port, icmpType, icmpCode}, of which `to` or `toIP` may be
 * left out and others are passed over. Throws a usage error that names the entry, counted from
 * 0 as its place in the list, and its field.
 */
export function readFlowList(text: string, file: string): readonly AskedFlow[] {
  const value = parsed(text, file);
  if (!Array.isArray(value)) throw wrong(file, 'it holds no JSON list');
  return value.map((one: unknown, index) => {
    const result = entry.safeParse(one);
    if (!result.success) {
      const [issue] = result.error.issues;
      const field = issue?.path.map(String).join('.') ?? '';
      throw wrong(file, `entry ${index}${field === '' ? '' : `, field ${field}`}: ${issue?.message ?? 'is wrong'}`);
    }
    const { from, to, toIP, protocol, port, icmpType, icmpCode } = result.data;
    return {
      from,
      to: to ?? toIP ?? '',
      toAddress: toIP,
      protocol,
      port: portFor(port, file, index),
      icmp:
        icmpType === undefined ? undefined : { type: icmpType, ...(icmpCode === undefined ? {} : { code: icmpCode }) },
    };
  });
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(file, error instanceof Error ? `it is no JSON: ${error.message}` : 'it is no JSON');
  }
}

function portFor(port: number | string | undefined, file: string, index: number): number | string | undefined {
  if (typeof port !== 'string') return port;
  return portOf(port, () =>
    wrong(file, `entry ${index}, field port: '${port}' is neither a number from 1 to 65535 nor a port name`),
  );
}

function wrong(file: string, what: string): PlumblineError {
  return new PlumblineError(
    `The flows of ${file === '-' ? 'standard input' : file} cannot be used: ${what.replace(/\.$/, '')}.`,
    {
      kind: 'usage',
      operation: 'read the flows to judge',
      object: file,
      nextStep: 'Give a JSON list of {"from": "shop/web", "to": "shop/api", "protocol": "TCP", "port": 8080}.',
    },
  );
}
