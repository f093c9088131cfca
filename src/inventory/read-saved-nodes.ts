import * as z from 'zod';
import type { SavedFor, SavedNodes } from './saved-nodes.ts';

const texts = z.record(z.string(), z.string());

const nodeSchema = z.object({
  uid: z.string().min(1),
  name: z.string().min(1),
  createdAt: z.number(),
  labels: texts,
  addresses: z.array(z.object({ type: z.string(), address: z.string() })),
  podCidrs: z.array(z.string()),
  kubeletVersion: z.string(),
  osImage: z.string(),
  kernelVersion: z.string(),
  containerRuntime: z.string(),
  roles: z.array(z.string()),
  annotations: texts,
});

const fileSchema = z.object({
  version: z.literal(1),
  context: z.string(),
  server: z.string(),
  asOf: z.number(),
  nodes: z.array(nodeSchema),
});

/** Reads the file that keeps the nodes of a context; undefined for anything else, and for the file of another context or server. Total. */
export function readSavedNodes(text: string, { context, server }: SavedFor): SavedNodes | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = fileSchema.safeParse(json);
  if (data === undefined || data.context !== context || data.server !== server) return undefined;
  return {
    asOf: data.asOf,
    nodes: data.nodes.map((node) => ({
      ...node,
      kind: 'node',
      namespace: '',
      ready: 'Unknown',
      unschedulable: false,
      conditions: [],
      internalAddresses: node.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address),
      hostName: node.addresses.find(({ type }) => type === 'Hostname')?.address ?? '',
      saved: true,
    })),
  };
}
