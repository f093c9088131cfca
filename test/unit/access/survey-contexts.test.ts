import { describe, expect, it } from 'vitest';
import { surveyContexts } from '../../../src/access/survey-contexts.ts';
import type { ContextHealth } from '../../../src/contracts/contexts.ts';

describe('the survey', () => {
  it('asks a few at a time, tells each, and goes on after one that fails', async () => {
    let running = 0;
    let most = 0;
    const names = Array.from({ length: 20 }, (_, index) => `context-${index}`);
    const known = new Map<string, ContextHealth>();
    const cluster = {
      async contextHealth(name: string): Promise<ContextHealth> {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
        if (name === 'context-3') throw new Error('broke');
        return { state: 'answers', version: undefined, latency: 1 };
      },
    };
    await surveyContexts(cluster, names, (name, health) => known.set(name, health), new AbortController().signal);
    expect([known.size, most]).toEqual([20, 6]);
    expect(known.get('context-3')).toEqual({ state: 'broken', sentence: 'broke' });
  });

  it('asks nothing more once it is left', async () => {
    const left = new AbortController();
    const asked: string[] = [];
    const cluster = {
      async contextHealth(name: string): Promise<ContextHealth> {
        asked.push(name);
        left.abort();
        return { state: 'answers', version: undefined, latency: 1 };
      },
    };
    const told: string[] = [];
    await surveyContexts(cluster, Array.from({ length: 20 }, String), (name) => told.push(name), left.signal);
    expect([asked.length <= 6, told]).toEqual([true, []]);
  });
});
