import { Agent, request } from 'undici';
import type { ServedApi } from '../../demo/api/serve-api.ts';

/** Any JSON answer of the API, read loosely: tests look at what they expect. */
export interface Loose {
  readonly [key: string]: Loose & string & number & boolean & Loose[] & null;
}

export interface Reply {
  readonly code: number;
  readonly body: Loose;
}

/** One line of a watch. */
export interface WatchLine {
  readonly type: string;
  readonly object: Loose;
}

export interface OpenWatch {
  /** The next line; undefined at the end of the stream. */
  next(): Promise<WatchLine | undefined>;
  close(): void;
}

/** A plain HTTP client of a demo's API, without any Kubernetes library. */
export class DemoHttp {
  readonly #api: ServedApi;
  readonly #agent: Agent;

  constructor(api: ServedApi) {
    this.#api = api;
    this.#agent = new Agent({ connect: { ca: api.authority }, bodyTimeout: 0 });
  }

  async send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const reply = await request(`${this.#api.server}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: {
        authorization: `Bearer ${this.#api.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { code: reply.statusCode, body: (await reply.body.json()) as Loose };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('GET', path, undefined, headers);
  }

  patch(path: string, type: 'json' | 'merge' | 'strategic-merge', body: unknown): Promise<Reply> {
    return this.send('PATCH', path, body, { 'content-type': `application/${type}-patch+json` });
  }

  /** Opens a watch; `path` carries the whole query. */
  async watch(path: string, headers: Record<string, string> = {}): Promise<OpenWatch> {
    const controller = new AbortController();
    const reply = await request(`${this.#api.server}${path}`, {
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.#api.token}`, ...headers },
      signal: controller.signal,
    });
    const lines = splitLines(reply.body.setEncoding('utf8') as AsyncIterable<string>);
    return {
      next: async () => {
        const { value, done } = await lines.next();
        return done === true ? undefined : (JSON.parse(value) as WatchLine);
      },
      close: () => {
        reply.body.on('error', () => undefined);
        controller.abort();
      },
    };
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  return undefined;
}
