import { afterEach, describe, expect, it } from 'vitest';
import { recordedLogs } from '../unit/node-logs/recorded-logs.ts';
import type { Runner } from '../../src/contracts/runner.ts';
import { openOnNodes, shown } from './support/node-screen.tsx';
import type { OpenScreen } from './support/open-screen.tsx';

let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

function open(runner: Runner): OpenScreen {
  screen = openOnNodes(runner);
  return screen;
}

describe('logs of a node on the screen', () => {
  it('shows its logs with what they mean, one after the other', async () => {
    const opened = open(
      recordedLogs([
        {
          stdout: [
            '2026-11-23T10:00:00.000001+0000 worker-1 kubelet[812]: E1123 10:00:00.000001 812 kubelet.go:2862] "Container runtime network not ready" message:Network plugin returns error: cni plugin not initialized"',
          ],
        },
      ]),
    );
    await opened.type('1J');
    expect(await shown(opened, 'no CNI is ready')).toContain('kubelet log of node');
    expect(await opened.type(']')).toContain('runtime log of node');
  });
});
