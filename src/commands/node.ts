import { userInfo } from 'node:os';
import * as z from 'zod';
import { checklistItems } from '../../checks/index.ts';
import { openCluster } from '../cluster-worker/open-cluster.ts';
import { loadConfig } from '../config/load-config.ts';
import { plumblinePaths } from '../config/paths.ts';
import { currentUser } from '../config/user.ts';
import type { Cluster } from '../contracts/cluster.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { createIncident } from '../incident/incident.ts';
import { findOnPath } from '../reach/find-on-path.ts';
import { addressKinds, hostOfNode, type NodeAddress } from '../reach/ssh/node-address.ts';
import { openSshReach } from '../reach/ssh/open-ssh-reach.ts';
import { waitUntil } from '../store/wait-until.ts';
import { headlessTerminal } from '../terminal/headless-terminal.ts';
import { version } from '../version.ts';
import { requireWriteMode, runNodeExec } from './node/run-node-exec.ts';
import type { GlobalOptions } from './program.ts';

/** The cluster tells who it is within this time, or the work is recorded as that on one not known yet. */
const identityPatience = 5_000;

const optionsSchema = z.object({
  sudo: z.boolean().default(false),
  timeout: z.coerce
    .number({ error: 'must be seconds, 1 to 60' })
    .min(1, { error: 'must be at least 1' })
    .max(60, { error: 'must be at most 60' }),
  sshUser: z.string().min(1).optional(),
  sshAddress: z.enum(addressKinds).optional(),
  sshTransport: z.enum(['auto', 'ssh2', 'openssh']).optional(),
  sshConfig: z.string().min(1).optional(),
  sshAcceptKey: z.array(z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, { error: 'must be a fingerprint: SHA256:…' })),
});

/** `plumbline node exec NODE -- argv…`. Resolves to the exit code; Ctrl-C ends the program on the node first. */
export async function nodeExec(
  args: readonly string[],
  given: GlobalOptions & Readonly<Record<string, unknown>>,
): Promise<number> {
  const [name = '', ...argv] = args;
  const options = readOptions(given);
  requireWriteMode(given.mode);
  const config = await loadConfig(process.env, given.config);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  const user = currentUser();
  const paths = plumblinePaths(process.env, user);
  const terminal = headlessTerminal();
  const { kubeconfig, context, namespace, mode } = given;
  const cluster = openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    mode,
    terminal,
  });
  const incident = createIncident({ stateFolder: paths.stateFolder, items: checklistItems, version, mode });
  const resolver = {
    local: { home: user.home, name: userInfo().username, env: process.env },
    program: await findOnPath('ssh', process.env),
    configFile: options.sshConfig,
  };
  const reach = openSshReach({
    resolver,
    transport: options.sshTransport ?? config.ssh.transport,
    accepted: new Set(options.sshAcceptKey),
    mode,
    terminal,
    runtimeFolder: paths.runtimeFolder,
  });
  try {
    const [host] = await Promise.all([
      hostOfNode(name, {
        resolver,
        kind: options.sshAddress ?? config.ssh.address,
        hosts: config.ssh.hosts,
        user: options.sshUser ?? config.ssh.user,
        addresses: (node) => addressesOf(cluster, node),
        signal: stopping.signal,
      }),
      enterRecord(cluster, incident),
    ]);
    const { stdout, stderr } = process;
    return await runNodeExec({
      node: { name, host },
      argv,
      sudo: options.sudo,
      deadline: options.timeout * 1000,
      reach,
      recorder: incident.recorder,
      bytes: stdout.isTTY ? undefined : (bytes) => void stdout.write(bytes),
      stdout: (text) => stdout.write(text),
      stderr: (text) => stderr.write(text),
      signal: stopping.signal,
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
    await reach.close();
    await incident.close();
    await cluster.close();
  }
}

async function enterRecord(cluster: Cluster, incident: ReturnType<typeof createIncident>): Promise<void> {
  const { clusterId, context } = await waitUntil(
    cluster.status,
    (status) => status.clusterId !== undefined || status.phase === 'failing',
    identityPatience,
  );
  if (clusterId !== undefined) await incident.enter(clusterId, context);
}

const nodeSchema = z.object({
  status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]) }),
});

async function addressesOf(cluster: Cluster, node: string): Promise<readonly NodeAddress[]> {
  const answer = await cluster.api({
    path: `/api/v1/nodes/${encodeURIComponent(node)}`,
    operation: 'read the node',
    object: `node ${node}`,
  });
  return nodeSchema.parse(answer).status.addresses;
}

function readOptions(given: unknown): z.infer<typeof optionsSchema> {
  const read = optionsSchema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const option = String(issue?.path[0] ?? 'option').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new PlumblineError(`--${option} ${issue?.message ?? 'is wrong'}.`, {
    kind: 'usage',
    operation: 'run a program on a node',
    nextStep: "See 'plumbline node exec --help'.",
  });
}
