import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The demo's nodes, each where nobody listens for ssh: no test knocks at an address outside its own machine. */
export const unreachableNodes: Readonly<Record<string, string>> = Object.fromEntries(
  [1, 2, 3].map((node) => [`worker-${node}`, '127.0.0.1:9']),
);

/** Writes a config file that says so into a folder that stands as XDG_CONFIG_HOME; `more` is further YAML. */
export function writeUnreachableNodes(configHome: string, more = ''): void {
  const hosts = Object.entries(unreachableNodes).map(([node, host]) => `    ${node}: ${host}\n`);
  mkdirSync(join(configHome, 'plumbline'), { recursive: true });
  writeFileSync(join(configHome, 'plumbline', 'config.yaml'), `${more}ssh:\n  hosts:\n${hosts.join('')}`);
}
