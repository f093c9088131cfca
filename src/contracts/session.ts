import type { Config } from '../config/schema.ts';
import type { Checklist } from '../incident/checklist.ts';
import type { Action } from './action.ts';
import type { Cluster } from './cluster.ts';
import type { Mode } from './consent.ts';
import type { Evidence, EvidenceId } from './evidence.ts';
import type { Ladder } from './ladder.ts';
import type { Link } from './link.ts';
import type { LinkBench, LinkPair } from './probe.ts';
import type { ProbeSummaryData, Recorder, RecorderProblem } from './record.ts';
import type { Store } from './store.ts';
import type { TerminalLoan } from './terminal.ts';

/** Evidence gathered in this session; the bench and the checks put it there, the viewer reads it. Keeps the newest 500. */
export interface EvidenceShelf extends Store<readonly Evidence[]> {
  add(evidence: Omit<Evidence, 'id'>): EvidenceId;
  get(id: EvidenceId): Evidence | undefined;
}

/** Links used before in this cluster, newest first, at most 20; kept across restarts. */
export interface RecentLinks extends Store<readonly Link[]> {
  add(link: Link): void;
}

/** A measurement of an earlier session on this cluster: shown, marked with its age, until the link is measured anew. */
export type PreviousMeasurement = ProbeSummaryData;

/** Everything the screen works with; made and ended by `src/session.ts`, the one composition root. */
export interface Session {
  readonly cluster: Cluster;
  readonly bench: LinkBench;
  /** The bench and the one of the second link beside it; its first is `bench`. */
  readonly links: LinkPair;
  /** How places beyond the pods' own containers are reached, and what was made for it. */
  readonly ladder: Ladder;
  readonly checklist: Checklist;
  readonly evidence: EvidenceShelf;
  readonly recentLinks: RecentLinks;
  /** The newest earlier measurement per link and probe, newest first; empty until the cluster's record was read. */
  readonly previous: Store<readonly PreviousMeasurement[]>;
  readonly recorder: Recorder;
  /** Set while the record cannot be written (disk full, no permission): the screen says so. */
  readonly recordProblem: Store<RecorderProblem | undefined>;
  readonly config: Config;
  readonly mode: Mode;
  readonly actions: readonly Action[];
  /** 'plumbline 0.1.0'. */
  readonly version: string;
  /** Demo, with its backend ('lab', 'simulate'), or undefined on a real cluster. */
  readonly demo: string | undefined;
  /** The log-in that has the terminal next: the screen steps aside for it. */
  readonly terminalLoans?: Store<TerminalLoan | undefined>;
  close(): Promise<void>;
}
