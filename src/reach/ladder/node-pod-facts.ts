import type { Cluster } from '../../contracts/cluster.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { fieldsOf, isFields, listOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { podPath } from '../../kube/exec/target.ts';
import { namespaceLabels } from './gather-facts.ts';
import { type ImageProposal, proposeImages } from './images.ts';
import { type CandidateNamespace, systemNamespace } from './node-pod-namespace.ts';

type Reading = Pick<Cluster, 'api' | 'review' | 'status'>;

/** What is known of a node before a debug pod is made there. */
export interface DebuggedNode {
  /** Not 'linux' only where the node says so. */
  readonly os: string;
  /** Images that are there already and likely to do, the best first. */
  readonly proposals: readonly ImageProposal[];
}

/**
 * Reads the node, and proposes images: those on it that carry network programs, then that of the CNI's own agent there,
 * which is known to run and usually has a shell. What may not be read is not known; rejects where there is no such node.
 */
export async function readDebuggedNode(cluster: Reading, name: string): Promise<DebuggedNode> {
  const path = `/api/v1/nodes/${encodeURIComponent(name)}`;
  const object = `node ${name}`;
  const [read, agentImage] = await Promise.all([
    cluster.api({ path, operation: 'read the node', object }).catch((error: unknown) => {
      if (error instanceof PlumblineError && error.kind === 'not-found') throw error;
      return undefined;
    }),
    imageOfAgent(cluster, name),
  ]);
  const fields = isFields(read) ? read : {};
  const status = fieldsOf(fields, 'status');
  const labels = fieldsOf(fieldsOf(fields, 'metadata'), 'labels');
  const onNode = listOf(status, 'images').flatMap((image) => textsOf(image, 'names'));
  const proposals = proposeImages({ node: name, onNode, podImage: undefined, wanted: ['timeout'] });
  const ofAgent: readonly ImageProposal[] =
    agentImage === undefined || proposals.some(({ image }) => image === agentImage)
      ? []
      : [
          {
            image: agentImage,
            why: `the CNI's own on node ${name}; whether it has a shell is not known`,
            fits: undefined,
          },
        ];
  return {
    os: textOf(labels, 'kubernetes.io/os') || textOf(fieldsOf(status, 'nodeInfo'), 'operatingSystem') || 'linux',
    proposals: [...proposals, ...ofAgent],
  };
}

/** The namespaces in which a debug pod could be made, the operator's own first, with what is allowed there. Never rejects. */
export async function candidateNamespaces(cluster: Reading): Promise<readonly CandidateNamespace[]> {
  const { namespace, cni } = cluster.status.getSnapshot();
  const names = new Set([
    namespace || 'default',
    systemNamespace,
    ...(cni?.namespace === undefined ? [] : [cni.namespace]),
  ]);
  return await Promise.all(
    [...names].map(async (name) => {
      const ask = (verb: string, subresource?: string) =>
        cluster.review({
          verb,
          resource: 'pods',
          namespace: name,
          ...(subresource === undefined ? {} : { subresource }),
        });
      const [labels, create, remove, exec] = await Promise.all([
        namespaceLabels(cluster, name),
        ask('create'),
        ask('delete'),
        ask('create', 'exec'),
      ]);
      return { name, labels, access: { create, delete: remove, exec } };
    }),
  );
}

/** Whether the server knows mounts that are read-only all the way down (1.31, where it is on by default). */
export function knowsRecursiveReadOnly(version: string | undefined): boolean {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 31);
}

async function imageOfAgent(cluster: Reading, node: string): Promise<string | undefined> {
  const agent = cluster.status.getSnapshot().cni?.agents.find((one) => one.node === node)?.pod;
  if (agent === undefined) return undefined;
  const path = podPath({ namespace: agent.namespace, pod: agent.name });
  const read = await cluster.api({ path, operation: 'read the pod' }).catch(() => undefined);
  if (!isFields(read)) return undefined;
  const container = listOf(fieldsOf(read, 'spec'), 'containers').find((one) => textOf(one, 'name') === agent.container);
  return textOf(container ?? {}, 'image') || undefined;
}
