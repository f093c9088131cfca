import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The file to run as the demo's process: the source beside this one, or the bundle that the build puts beside ours. */
export function serverEntry(): string {
  if (import.meta.url.endsWith('.ts')) return fileURLToPath(new URL('../server/main.ts', import.meta.url));
  const candidates = ['./demo-server.js', '../demo-server.js'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return candidates.find((path) => existsSync(path)) ?? fileURLToPath(new URL('./demo-server.js', import.meta.url));
}
