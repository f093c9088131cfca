import type { ContextChoice } from '../../contracts/cluster.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { LoadedKubeconfig } from './load.ts';
import type { KubeconfigCluster, KubeconfigUser } from './parse.ts';

/** One context with the cluster and the user it names. */
export interface ChosenContext {
  readonly context: string;
  readonly contexts: readonly string[];
  readonly paths: readonly string[];
  readonly namespace: string;
  readonly server: URL;
  readonly cluster: KubeconfigCluster;
  readonly user: KubeconfigUser;
}

/** Picks the context that was asked for, else the current one. Throws a PlumblineError that lists the contexts there are. */
export function chooseContext(config: LoadedKubeconfig, choice: ContextChoice): ChosenContext {
  const contexts = config.contexts.map((context) => context.name);
  const where = config.paths.join(', ') || 'the service account';
  const name = choice.context ?? config.currentContext;
  const known = contexts.length > 0 ? `It knows: ${contexts.join(', ')}.` : 'It has none.';
  if (name === undefined) {
    throw unusable(
      `No context is chosen: ${where} sets no current-context. ${known}`,
      'current context',
      'Name one with --context.',
    );
  }
  const context = config.contexts.find((one) => one.name === name);
  if (context === undefined) {
    throw unusable(
      `There is no context ${name} in ${where}. ${known}`,
      `context ${name}`,
      'Name one of them with --context.',
    );
  }
  const cluster = config.clusters.find((one) => one.name === context.cluster);
  if (cluster === undefined) {
    throw unusable(
      `Context ${name} names cluster ${context.cluster}, which ${where} does not define with a server address.`,
      `context ${name}`,
      'Correct the kubeconfig.',
    );
  }
  const user = config.users.find((one) => one.name === context.user) ?? {
    name: context.user ?? '',
    tokenFile: undefined,
    impersonateGroups: [],
  };
  if (context.user && !config.users.some((one) => one.name === context.user)) {
    throw unusable(
      `Context ${name} names user ${context.user}, which ${where} does not define.`,
      `context ${name}`,
      'Correct the kubeconfig.',
    );
  }
  return {
    context: name,
    contexts,
    paths: config.paths,
    namespace: choice.namespace ?? (context.namespace || 'default'),
    server: serverUrl(cluster.server, name),
    cluster,
    user,
  };
}

function serverUrl(text: string, context: string): URL {
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw unusable(
      `Context ${context} has a server address that is no URL: ${text}.`,
      `context ${context}`,
      'Correct the kubeconfig.',
    );
  }
  return url;
}

function unusable(message: string, object: string, nextStep: string): PlumblineError {
  return new PlumblineError(message, { kind: 'configuration', operation: 'choose the context', object, nextStep });
}
