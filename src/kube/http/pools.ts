import { type Agent, Agent as UndiciAgent, buildConnector } from 'undici';
import { connectThroughProxy } from './proxy.ts';

/** What TLS needs to know; a change of any of it needs new sockets. */
export interface TlsMaterial {
  readonly ca: Buffer | undefined;
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
  readonly servername: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** The sockets of one cluster: few and shared for requests, one each for streams, so that watches never starve a request. */
export interface Pools {
  readonly requests: Agent;
  readonly streams: Agent;
}

/** The same sockets for the same TLS material; a rotated certificate gets new ones, and the old end with their last request. */
export interface PoolKeeper {
  pools(material: TlsMaterial): Pools;
  /** Ends every socket at once. */
  destroy(): Promise<void>;
}

const connectTimeout = 10_000;

export function keepPools(proxy: URL | undefined): PoolKeeper {
  let current: { readonly material: TlsMaterial; readonly pools: Pools } | undefined;
  const all = new Set<Agent>();
  const retire = (agent: Agent) => {
    void agent
      .close()
      .catch(() => {})
      .then(() => all.delete(agent));
  };
  return {
    pools(material) {
      if (current !== undefined && sameMaterial(current.material, material)) return current.pools;
      const previous = current?.pools;
      const pools = openPools(material, proxy);
      current = { material, pools };
      all.add(pools.requests).add(pools.streams);
      if (previous !== undefined) {
        retire(previous.requests);
        retire(previous.streams);
      }
      return pools;
    },
    async destroy() {
      await Promise.all([...all].map((agent) => agent.destroy()));
    },
  };
}

function sameMaterial(one: TlsMaterial, other: TlsMaterial): boolean {
  const same = (a: Buffer | undefined, b: Buffer | undefined) =>
    a === b || (a !== undefined && b !== undefined && a.equals(b));
  return (
    same(one.ca, other.ca) &&
    same(one.cert, other.cert) &&
    same(one.key, other.key) &&
    one.servername === other.servername &&
    one.rejectUnauthorized === other.rejectUnauthorized
  );
}

function openPools(material: TlsMaterial, proxy: URL | undefined): Pools {
  const connect = connector(material, proxy);
  return {
    requests: new UndiciAgent({ connect, connections: 8, headersTimeout: 30_000, bodyTimeout: 30_000, allowH2: false }),
    // Silence is judged by whoever reads the stream, who knows what silence means there.
    streams: new UndiciAgent({ connect, connections: null, headersTimeout: 60_000, bodyTimeout: 0, allowH2: false }),
  };
}

function connector(material: TlsMaterial, proxy: URL | undefined): buildConnector.connector {
  const { ca, cert, key, servername, rejectUnauthorized } = material;
  const connect = buildConnector({
    rejectUnauthorized,
    timeout: connectTimeout,
    // Load balancers drop idle sockets after 60 s; probing every 30 s keeps them, as client-go does.
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
    allowH2: false,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
  });
  if (proxy === undefined) return connect;
  return (options, callback) => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    connectThroughProxy({ proxy, host: options.hostname, port, ca }).then(
      (httpSocket) => connect({ ...options, httpSocket }, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}
