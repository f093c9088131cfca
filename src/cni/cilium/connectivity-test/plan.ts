/** What a run of cilium-cli's test does, before it does it. */
export interface ConnectivityTestPlan {
  readonly argv: readonly string[];
  /** What it makes and where, sentences for the question that comes first. */
  readonly makes: readonly string[];
}

/** Namespaces that cilium-cli makes for its test, from its first versions to those that run several at once. */
const testNamespace = /^cilium-test(?:-(?:ccnp)?\d+)?$/;

export function isTestNamespace(name: string): boolean {
  return testNamespace.test(name);
}

/** The run as it is asked for; `minutes` is how long it may take. */
export function connectivityTestPlan(context: string | undefined, minutes: number): ConnectivityTestPlan {
  return {
    argv: ['cilium', 'connectivity', 'test', ...(context === undefined ? [] : ['--context', context])],
    makes: [
      'cilium-cli makes the namespace cilium-test-1 (older versions: cilium-test; newer ones cilium-test-ccnp1 and -ccnp2 too).',
      'In it: Deployments client, client2, client3, echo-same-node and echo-other-node, each with a Service or a ConfigMap where it needs one, and DaemonSets in the network of the nodes (host-netns). Their images are pulled from quay.io.',
      'While tests run it makes and deletes CiliumNetworkPolicies, NetworkPolicies and CiliumClusterwideNetworkPolicies that select its own pods, and sends traffic between its pods, to the nodes, and to one.one.one.one and other addresses outside.',
      `It runs for ${minutes} minutes at most. It leaves its pods and namespaces where they are: they are looked for afterwards and removed when you agree.`,
    ],
  };
}
