import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { certificate } from './api-server.ts';

/** One context of a kubeconfig in a test; what is not given is the usual. */
export interface TestContext {
  readonly server: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly user?: Readonly<Record<string, unknown>>;
  readonly cluster?: Readonly<Record<string, unknown>>;
}

/** A folder of its own that goes with `remove`. */
export interface TestFolder {
  readonly path: string;
  /** Writes a file and returns its path. */
  write(name: string, text: string, mode?: number): Promise<string>;
  remove(): Promise<void>;
}

export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'plumbline-test-'));
  return {
    path,
    async write(name, text, mode = 0o600) {
      const file = join(path, name);
      await writeFile(file, text, { mode });
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** The text of a kubeconfig; the first context is the current one, and the test CA is trusted. */
export function kubeconfigText(...contexts: readonly TestContext[]): string {
  const named = contexts.map((context, index) => ({
    ...context,
    name: context.name ?? (index === 0 ? 'test' : `test-${index}`),
  }));
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': named[0]?.name,
    clusters: named.map(({ name, server, cluster }) => ({
      name,
      cluster: { server, 'certificate-authority-data': certificate('ca.crt').toString('base64'), ...cluster },
    })),
    users: named.map(({ name, user }) => ({ name, user: user ?? { token: 'test-token' } })),
    contexts: named.map(({ name, namespace }) => ({
      name,
      context: { cluster: name, user: name, ...(namespace ? { namespace } : {}) },
    })),
  });
}
