import { Agent, request } from 'undici';
import type { ServedApi } from '../../demo/api/serve-api.ts';

/** The value at a path of keys and indexes inside a JSON answer; undefined where the path leads nowhere. */
export function pick(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (holder, key) => (typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined),
    value,
  );
}

/** The text at a path; empty where there is none. */
export const pickText = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = pick(value, ...path);
  return typeof found === 'string' ? found : '';
};

/** The list at a path; empty where there is none. */
export const pickList = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = pick(value, ...path);
  return Array.isArray(found) ? found : [];
};

/** metadata.name of every item of a list. */
export const itemNames = (list: unknown): string[] =>
  pickList(list, 'items').map((item) => pickText(item, 'metadata', 'name'));

export interface Reply {
  readonly code: number;
  readonly body: unknown;
}

/** One line of a watch. */
export interface WatchLine {
  readonly type: string;
  readonly object: unknown;
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
    return { code: reply.statusCode, body: await reply.body.json() };
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
        if (done === true) return undefined;
        const line: unknown = JSON.parse(value);
        return { type: pickText(line, 'type'), object: pick(line, 'object') };
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
