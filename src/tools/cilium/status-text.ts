import { known, parseLines } from '../reading/parse-lines.ts';
import type { AgentItem, CiliumStatus, Share } from './status.ts';

/** Rows that begin with a state; all other rows are settings. */
const parts: ReadonlySet<string> = new Set([
  'KVStore',
  'Etcd',
  'ContainerRuntime',
  'Kubernetes',
  'Cilium',
  'Cilium health daemon',
  'Hubble',
]);

/** Reads the text of `cilium status`, also --verbose: rows come and go between versions, so none is needed. */
export function parseStatusText(lines: readonly string[]): CiliumStatus {
  let controllers: Share | undefined;
  let reachable: Share | undefined;
  let section = '';
  const parsed = parseLines<AgentItem>(
    lines,
    (line) => {
      const [, indent = '', name, value = ''] = /^(\s*)([A-Za-z][\w /.()-]*?):(?:\s+(.*?))?\s*$/.exec(line) ?? [];
      if (indent !== '' || name === undefined) return within(section, line);
      section = name;
      if (name === 'Controller Status') {
        controllers = shareOf(value);
        return controllers === undefined ? undefined : { kind: 'setting', name, value };
      }
      if (name === 'Cluster health') {
        reachable = shareOf(value);
        return reachable === undefined ? undefined : { kind: 'setting', name, value };
      }
      if (name === 'Stale status')
        return value === '' || value === '[]' ? known : { kind: 'part', name, state: 'Stale', message: value };
      if (name === 'Proxy Status') {
        const [, state = '', message = ''] = /^(\S+?),?(?:\s+(.*))?$/.exec(value) ?? [];
        return state === '' ? undefined : { kind: 'part', name, state: /^ok$/i.test(state) ? 'Ok' : state, message };
      }
      const [, state, message = ''] = /^(Ok|Warning|Failure|Disabled)\b\s*(.*)$/.exec(value) ?? [];
      if (parts.has(name) || (state === 'Failure' && value.includes('Err:')))
        return state === undefined
          ? { kind: 'part', name, state: value || 'unknown', message: '' }
          : { kind: 'part', name, state, message };
      return /^(?:error|Error|cilium|command)$/.test(name) ? undefined : { kind: 'setting', name, value };
    },
    /^(?:Error: |cilium: |Cannot get status|Get "?http)/,
  );
  return { ...parsed, controllers, reachable };
}

/** A line inside of a section: nodes under the cluster's health, failing controllers under theirs, details elsewhere. */
function within(section: string, line: string): AgentItem | typeof known | undefined {
  if (section === '' || !/^\s/.test(line)) return undefined;
  if (section === 'Cluster health') {
    const [, name, host, endpoint] =
      /^\s+(\S+)(?: \(localhost\))?\s+[0-9a-f.:]+\s+(true|false|\d+\/\d+)\s+(true|false|\d+\/\d+)\s*$/.exec(line) ?? [];
    if (name === undefined || host === undefined || endpoint === undefined) return known;
    return { kind: 'node', name, hostReachable: isWhole(host), endpointReachable: isWhole(endpoint) };
  }
  if (section === 'Controller Status') {
    // Name, last success, last error, count of errors, message; the message of a controller that is well is 'no error'.
    const [, name, message] = /^\s+(\S+)\s+\S+(?: ago)?\s+\S+(?: ago)?\s+\d+\s+(\S.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || message === undefined || message === 'no error') return known;
    return { kind: 'controller', name, message };
  }
  return known;
}

function isWhole(text: string): boolean {
  const share = shareOf(text);
  return share === undefined ? text === 'true' : share.good === share.total;
}

/** '2/2 reachable' as numbers. */
export function shareOf(text: string): Share | undefined {
  const [, good, total] = /^(\d+)\/(\d+)\b/.exec(text.trim()) ?? [];
  return good === undefined ? undefined : { good: Number(good), total: Number(total) };
}
