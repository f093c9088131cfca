import { surveyContexts } from '../access/survey-contexts.ts';
import type { ContextHealth } from '../contracts/contexts.ts';
import { contextHealth } from '../kube/contexts/context-health.ts';
import { contextRows } from '../kube/contexts/context-rows.ts';
import { loadKubeconfig } from '../kube/kubeconfig/load.ts';
import { version } from '../version.ts';
import { contextsJson, contextsText } from './contexts/render.ts';
import { exitCodes } from './failure.ts';
import type { ContextsOptions } from './program.ts';

/**
 * `plumbline contexts`: the contexts of the kubeconfig with their health, without running a plugin. Resolves to the exit
 * code: 0 when every one answers, 1 when one does not.
 */
export async function contexts({ kubeconfig, output }: ContextsOptions): Promise<number> {
  const { env } = process;
  const loaded = await loadKubeconfig(kubeconfig, env);
  const rows = await contextRows(loaded);
  const health = new Map<string, ContextHealth>();
  const ask = (context: string): Promise<ContextHealth> =>
    contextHealth({
      choice: { context, ...(kubeconfig === undefined ? {} : { kubeconfig }) },
      env,
      weigh: () => ({ allowed: true }),
      userAgent: `plumbline/${version}`,
    });
  const names = rows.map(({ name }) => name);
  await surveyContexts(
    { contextHealth: ask },
    names,
    (name, one) => health.set(name, one),
    new AbortController().signal,
  );
  const surveyed = rows.map((row) => ({
    ...row,
    current: row.name === loaded.currentContext,
    health: health.get(row.name),
  }));
  process.stdout.write(output === 'json' ? contextsJson(surveyed) : contextsText(surveyed));
  return [...health.values()].every(({ state }) => state === 'answers') ? exitCodes.works : exitCodes.doesNot;
}
