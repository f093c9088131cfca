import { expect, it } from 'vitest';
import { describeWithPrograms } from '../support/needs.ts';
import { addressOf, connect, pod, programs, startedLab } from './support/bench.ts';

describeWithPrograms('A lab', programs, () => {
  it('starts whatever the PATH of its owner names: it takes the machine’s own programs', async () => {
    const before = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      const lab = await startedLab();
      const reached = await connect(
        lab,
        pod('shop/frontend', 'worker-1'),
        addressOf(pod('shop/backend', 'worker-2')),
        8080,
      );
      await lab.stop();
      expect(reached).toBe('open');
    } finally {
      process.env['PATH'] = before;
    }
  });
});
