import { join } from 'node:path';
import type { Backend } from '../backend.ts';
import type { World } from '../world/types.ts';
import { makeKeyPair, nodeUser, writeClientFiles } from './keys.ts';
import { serveNode } from './node-server.ts';

/** How the demo's nodes are reached. */
export interface ServedNodes {
  /** A config of ssh that knows all nodes by name. */
  readonly config: string;
  /** Who logs in. */
  readonly user: string;
  /** Cuts a node off, or mends that. */
  setCut(node: string, cut: boolean): void;
  stop(): void;
}

/** Lets every node of the world answer SSH. The files for clients lie in `folder`/ssh and go with it. */
export async function serveNodes(world: World, backend: Backend, folder: string): Promise<ServedNodes> {
  const login = makeKeyPair('plumbline-demo');
  const servers = await Promise.all(
    world.nodes.map(({ name }) =>
      serveNode(name, makeKeyPair(name), login, (command) => backend.execOnNode({ node: name, ...command })),
    ),
  );
  const config = await writeClientFiles(join(folder, 'ssh'), login, servers);
  return {
    config,
    user: nodeUser,
    setCut: (node, cut) => servers.find((server) => server.node === node)?.setCut(cut),
    stop: () => {
      for (const server of servers) server.close();
    },
  };
}
