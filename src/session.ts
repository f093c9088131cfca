import { checklistItems } from '../checks/index.ts';
import { actions } from './actions.ts';
import { openCluster } from './cluster-worker/open-cluster.ts';
import { nodeSettings, type SshOptions } from './commands/ssh-options.ts';
import { loadConfig } from './config/load-config.ts';
import { plumblinePaths } from './config/paths.ts';
import { currentUser } from './config/user.ts';
import type { Cluster, ContextChoice } from './contracts/cluster.ts';
import type { Mode } from './contracts/consent.ts';
import type { LinkBench } from './contracts/probe.ts';
import type { Session } from './contracts/session.ts';
import { createEvidenceShelf } from './evidence/shelf.ts';
import { createIncident, type Incident } from './incident/incident.ts';
import { createLinkBench } from './probes/bench/create-link-bench.ts';
import { createLinkPair } from './probes/bench/link-pair.ts';
import { createLadder } from './reach/ladder/create-ladder.ts';
import { currentMaker } from './reach/ladder/maker.ts';
import { createTerminalDesk } from './terminal/terminal-desk.ts';
import { version } from './version.ts';

export interface SessionOptions {
  readonly choice: ContextChoice;
  readonly mode: Mode;
  /** The config file named on the command line. */
  readonly config: string | undefined;
  /** The demo's backend when the cluster is the demo's. */
  readonly demo: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the command line says about reaching nodes. */
  readonly ssh: SshOptions;
}

/** A session, and where its record lies for the words after the screen. */
export interface OpenedSession extends Session {
  recordPath(): string | undefined;
}

/**
 * The one composition root: makes every part, wires them, and ends them in the reverse order. Returns before anything
 * of the cluster is known; a cluster that does not answer shows in its status. Throws when the config file is wrong.
 */
export async function openSession(options: SessionOptions): Promise<OpenedSession> {
  const config = await loadConfig(options.env, options.config);
  const desk = createTerminalDesk();
  const cluster = openCluster({
    ...options.choice,
    mode: options.mode,
    terminal: desk.terminal,
    nodes: nodeSettings(config, options.ssh, options.env),
    // What was made in a cluster is ended while plumbline still speaks to it.
    beforeSwitch: () => ladder.close(),
  });
  const incident = createIncident({
    stateFolder: plumblinePaths(options.env, currentUser()).stateFolder,
    items: checklistItems,
    version,
    mode: options.mode,
    ...(options.demo === undefined ? {} : { demo: options.demo }),
  });
  const endFollowing = keepRecordOfCluster(cluster, incident);
  const evidence = createEvidenceShelf();
  const ladder = createLadder({
    cluster,
    settings: config.reach,
    mode: options.mode,
    recorder: incident.recorder,
    kubeconfig: options.choice.kubeconfig,
    maker: currentMaker(),
  });
  const newBench = (): LinkBench => createLinkBench({ cluster, evidence, recorder: incident.recorder, config, ladder });
  const links = createLinkPair([newBench(), newBench()]);

  return {
    cluster,
    bench: links.first,
    links,
    ladder,
    evidence,
    config,
    actions,
    mode: options.mode,
    checklist: incident.checklist,
    recentLinks: incident.recentLinks,
    recorder: incident.recorder,
    previous: incident.previous,
    recordProblem: incident.problem,
    version: `plumbline ${version}`,
    demo: options.demo,
    terminalLoans: desk.next,
    recordPath: () => incident.path(),
    async close() {
      // The bench writes its last summaries, so it ends before the record does.
      await links.close();
      await ladder.close();
      endFollowing();
      await incident.close();
      await cluster.close();
    },
  };
}

/** Opens the record of whichever cluster is connected; a record belongs to a cluster, not to a context's name. */
function keepRecordOfCluster(cluster: Cluster, incident: Incident): () => void {
  let entered: string | undefined;
  const follow = (): void => {
    const { clusterId, context } = cluster.status.getSnapshot();
    if (clusterId === entered) return;
    entered = clusterId;
    if (clusterId === undefined) void incident.leave();
    else void incident.enter(clusterId, context);
  };
  follow();
  return cluster.status.subscribe(follow);
}
