import type { Runner } from '../../../src/contracts/runner.ts';
import { createFakeSession } from './fake-session.ts';
import { type OpenScreen, openScreen } from './open-screen.tsx';

/** A screen at 80x24 on whose nodes programs are run by `runner`. */
export function openOnNodes(runner: Runner): OpenScreen {
  const session = createFakeSession();
  const { cluster } = session;
  const nodes = { ...cluster.nodes, runner: () => runner };
  return openScreen({ session: { ...session, cluster: { ...cluster, nodes } }, columns: 80, rows: 24 });
}

/** What is shown once it holds the words; a dialog's code is loaded when it is first opened. */
export async function shown(opened: OpenScreen, words: string): Promise<string> {
  for (let round = 0; round < 100; round += 1) {
    const text = await opened.type('');
    if (text.includes(words)) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return await opened.type('');
}
