import { dirname, isAbsolute, resolve } from 'node:path';
import { type Cluster, type Context, KubeConfig, type User } from '@kubernetes/client-node';
import { LineCounter, parseDocument } from 'yaml';
import { PlumblineError } from '../../contracts/errors.ts';

/** A user entry with what client-node's model leaves out. */
export interface KubeconfigUser extends User {
  /** kubectl's `tokenFile`, absolute; read anew whenever it changes. */
  readonly tokenFile: string | undefined;
  readonly impersonateGroups: readonly string[];
}

/** A cluster entry with what client-node's model leaves out. */
export interface KubeconfigCluster extends Cluster {
  /** The extension that is handed to credential plugins as `config`. */
  readonly execConfig: unknown;
}

/** One kubeconfig file, or several merged; relative paths are already absolute. */
export interface Kubeconfig {
  readonly clusters: readonly KubeconfigCluster[];
  readonly users: readonly KubeconfigUser[];
  readonly contexts: readonly Context[];
  readonly currentContext: string | undefined;
}

/** Parses one kubeconfig file. Throws a PlumblineError that names the file and, for broken YAML, the line. */
export function parseKubeconfig(text: string, path: string): Kubeconfig {
  const document = readDocument(text, path);
  const parsed = new KubeConfig();
  try {
    parsed.loadFromString(text, { onInvalidEntry: 'filter' });
  } catch (error) {
    throw broken(path, undefined, error instanceof Error ? error.message : String(error));
  }
  const folder = dirname(resolve(path));
  parsed.makePathsAbsolute(folder);
  return {
    contexts: parsed.contexts,
    currentContext: typeof parsed.currentContext === 'string' ? parsed.currentContext || undefined : undefined,
    clusters: parsed.clusters.map((cluster) => ({
      ...cluster,
      execConfig: execExtension(entry(document, 'clusters', cluster.name, 'cluster')),
    })),
    users: parsed.users.map((user) => {
      const raw = entry(document, 'users', user.name, 'user');
      const tokenFile = raw['tokenFile'];
      const groups = raw['as-groups'];
      return {
        ...user,
        tokenFile: typeof tokenFile === 'string' && tokenFile !== '' ? resolve(folder, tokenFile) : undefined,
        impersonateGroups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
        ...(user.exec ? { exec: withAbsoluteCommand(user.exec, folder) } : {}),
      };
    }),
  };
}

type Mapping = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readDocument(text: string, path: string): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const [error] = document.errors;
  if (error !== undefined) {
    throw broken(
      path,
      lines.linePos(error.pos[0]).line,
      (error.message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, ''),
    );
  }
  const value: unknown = document.toJS();
  if (!isMapping(value)) throw broken(path, undefined, 'it is empty or not a mapping of keys to values');
  return value;
}

function broken(path: string, line: number | undefined, reason: string): PlumblineError {
  const where = line === undefined ? path : `${path} line ${line}`;
  return new PlumblineError(`The kubeconfig ${where} cannot be read: ${reason}.`, {
    kind: 'configuration',
    operation: 'read the kubeconfig',
    object: where,
    nextStep: `Correct the file, or name another with --kubeconfig.`,
  });
}

function entry(document: Mapping, list: string, name: string, key: string): Mapping {
  const entries = document[list];
  if (!Array.isArray(entries)) return {};
  const found = entries.find((candidate) => isMapping(candidate) && candidate['name'] === name);
  const value = isMapping(found) ? found[key] : undefined;
  return isMapping(value) ? value : {};
}

function execExtension(cluster: Mapping): unknown {
  const extensions = cluster['extensions'];
  if (!Array.isArray(extensions)) return undefined;
  const found = extensions.find((one) => isMapping(one) && one['name'] === 'client.authentication.k8s.io/exec');
  return isMapping(found) ? found['extension'] : undefined;
}

/** A command with a slash is meant relative to the file that names it; a bare one is looked up on the PATH. */
function withAbsoluteCommand(exec: unknown, folder: string): unknown {
  if (!isMapping(exec)) return exec;
  const command = exec['command'];
  if (typeof command !== 'string' || !command.includes('/') || isAbsolute(command)) return exec;
  return { ...exec, command: resolve(folder, command) };
}
