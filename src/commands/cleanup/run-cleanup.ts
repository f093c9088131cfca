import type { Cluster } from '../../contracts/cluster.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { endHelper } from '../../reach/ladder/end-helper.ts';
import { findHelpers, type FoundHelper } from '../../reach/ladder/find-helpers.ts';
import { judgeHelper, type JudgeOptions } from '../../reach/ladder/judge-helper.ts';
import { exitCodes } from '../failure.ts';
import { type CleanedHelper, cleanupJson, cleanupText } from './report.ts';

/** What `plumbline cleanup` needs of the world. */
export interface CleanupParts {
  readonly cluster: Cluster;
  readonly judge: JudgeOptions;
  /** Only here; everywhere where it is undefined. */
  readonly namespace: string | undefined;
  /** Nothing is changed, only said. */
  readonly dryRun: boolean;
  readonly format: 'text' | 'json';
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Finds what plumbline made in the cluster and removes what nobody uses. Resolves to the exit code: 0 when nothing of it
 * runs any more, 1 when something does, and rejects where the cluster could not be searched.
 */
export async function runCleanup(parts: CleanupParts): Promise<number> {
  const found = await search(parts);
  const cleaned: CleanedHelper[] = [];
  for (const helper of found) cleaned.push(await clean(parts, helper));
  parts.print(parts.format === 'json' ? cleanupJson(cleaned, parts.dryRun) : cleanupText(cleaned, parts.dryRun));
  return cleaned.some(({ outcome }) => outcome === 'left' || outcome === 'would-end')
    ? exitCodes.doesNot
    : exitCodes.works;
}

/** Everywhere; where that is not allowed, in the namespace that the context names, and that is said. */
async function search({ cluster, namespace, signal, tell }: CleanupParts): Promise<readonly FoundHelper[]> {
  try {
    return await findHelpers(cluster, namespace, signal);
  } catch (error) {
    const fallback = cluster.status.getSnapshot().namespace;
    if (!(error instanceof PlumblineError) || error.kind !== 'forbidden' || namespace !== undefined || fallback === '')
      throw error;
    tell(
      `plumbline: You may not list the pods of all namespaces; looking in namespace ${fallback}. Name others with -n.\n`,
    );
    return await findHelpers(cluster, fallback, signal);
  }
}

async function clean(parts: CleanupParts, helper: FoundHelper): Promise<CleanedHelper> {
  const judgement = judgeHelper(helper, parts.judge);
  if (judgement.kind === 'entry') return { helper, outcome: 'entry', note: undefined };
  if (judgement.kind === 'leave') return { helper, outcome: 'left', note: judgement.why };
  if (parts.dryRun) return { helper, outcome: 'would-end', note: judgement.why };
  const { kind, namespace, pod, name, uid } = helper;
  const { state, note } = await endHelper(parts.cluster, { kind, namespace, pod, name, uid, sleeps: true });
  if (state === 'left') return { helper, outcome: 'left', note };
  return { helper, outcome: state === 'removed' ? 'removed' : 'ended', note: judgement.why };
}
