import type { Environment } from '../../kube/kubeconfig/paths.ts';
import { helpTopics } from '../help/topics.ts';
import type { KnownValues } from './candidates.ts';
import type { ContextName } from './kubeconfig-names.ts';

/** What the kubeconfig and plumbline itself know; a kubeconfig that cannot be read knows nothing, silently. No network. */
export function knownValues(env: Environment): KnownValues {
  const contexts = async (kubeconfig: string | undefined): Promise<readonly ContextName[]> =>
    (await import('./kubeconfig-names.ts')).contextNames(kubeconfig, env);
  return {
    contexts: async (kubeconfig) => (await contexts(kubeconfig)).map(({ name }) => name),
    async namespaces(kubeconfig) {
      const named = (await contexts(kubeconfig)).flatMap(({ context }) => context?.namespace ?? []);
      return [...new Set(['default', ...named])].sort();
    },
    async faults() {
      const { faults } = await import('../../../demo/faults/index.ts');
      return faults.map(({ name, title }) => ({ text: name, description: title }));
    },
    topics: () => Promise.resolve(helpTopics.map(({ name, title }) => ({ text: name, description: title }))),
  };
}
