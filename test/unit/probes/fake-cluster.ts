import type { Cluster } from '../../../src/contracts/cluster.ts';
import type { Endpoint, ResolvedEndpoint } from '../../../src/contracts/endpoint.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import type { Runner } from '../../../src/contracts/runner.ts';
import { endpointText } from '../../../src/link/describe.ts';

/** A cluster of endpoints given by hand, whose containers run programs by `runner`. */
export interface FakeCluster {
  readonly cluster: Cluster;
  /** What an endpoint stands for from now on; its followers are told. */
  resolveTo(resolved: ResolvedEndpoint): void;
}

/** A pod as a resolved endpoint. */
export function pod(
  namespace: string,
  name: string,
  uid: string,
  address = '127.0.0.1',
  port = 8080,
): ResolvedEndpoint {
  return {
    endpoint: { kind: 'pod', namespace, name },
    pod: {
      namespace,
      name,
      uid,
      node: 'worker-1',
      addresses: [address],
      hostNetwork: false,
      ready: true,
      containers: ['app'],
    },
    addresses: [address],
    dnsName: undefined,
    ports: [{ port, protocol: 'TCP', name: 'http' }],
    node: 'worker-1',
    problem: undefined,
    at: 0,
  };
}

/** A pod endpoint that stands for nothing any more. */
export function gone(resolved: ResolvedEndpoint, problem: string): ResolvedEndpoint {
  return { ...resolved, pod: undefined, addresses: [], ports: [], problem };
}

/** Makes the cluster. */
export function fakeCluster(runner: Runner, ends: readonly ResolvedEndpoint[]): FakeCluster {
  const known = new Map(ends.map((resolved) => [endpointText(resolved.endpoint), resolved]));
  const followers = new Map<string, Set<(resolved: ResolvedEndpoint) => void>>();
  const look = (endpoint: Endpoint): ResolvedEndpoint => {
    const found = known.get(endpointText(endpoint));
    if (found === undefined)
      throw new PlumblineError('There is no such endpoint.', { kind: 'not-found', operation: 'resolve' });
    return found;
  };
  const unused = (): never => {
    throw new Error('not part of this test');
  };
  const cluster: Cluster = {
    status: { getSnapshot: unused, subscribe: unused },
    view: unused,
    resolve: async (endpoint) => look(endpoint),
    follow(endpoint, listener) {
      const key = endpointText(endpoint);
      const set = followers.get(key) ?? new Set();
      followers.set(key, set.add(listener));
      listener(look(endpoint));
      return () => set.delete(listener);
    },
    find: async (text) =>
      look({ kind: 'pod', namespace: text.split('/')[0] ?? '', name: text.split('/')[1] ?? '' }).endpoint,
    detail: unused,
    runner: () => runner,
    logs: unused,
    review: unused,
    logIn: unused,
    contexts: unused,
    contextHealth: unused,
    api: unused,
    cni: { state: { getSnapshot: unused, subscribe: unused }, watch: unused, refresh: unused, detail: unused },
    nodes: {
      known: { getSnapshot: unused, subscribe: unused },
      runner: unused,
      way: unused,
      adopt: unused,
      hostKeys: { offered: { getSnapshot: unused, subscribe: unused }, trust: unused },
    },
    captures: { propose: unused, start: unused },
    policies: {
      snapshot: unused,
      follow: unused,
      explain: unused,
      findings: unused,
      matrix: unused,
      open: unused,
      onPod: unused,
    },
    switchContext: unused,
    close: async () => {},
  };
  return {
    cluster,
    resolveTo(resolved) {
      const key = endpointText(resolved.endpoint);
      known.set(key, resolved);
      for (const listener of followers.get(key) ?? []) listener(resolved);
    },
  };
}
