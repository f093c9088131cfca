import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agent, request } from 'undici';
import { ContainerLog } from '../../../demo/api/logs/log-lines.ts';
import { formatLine, parseLogOptions, selectLines } from '../../../demo/api/logs/log-query.ts';
import { DemoHttp, pick } from '../../support/demo-http.ts';
import { type LocalDemo, startLocalDemo } from '../../support/local-demo.ts';

const start = Date.UTC(2026, 0, 15, 12);
const logs = { start: ['I{klog}       1 main.go:1] up'], loop: ['{iso} one', '{iso} two'], every: 10 };

describe('a container log', () => {
  const log = new ContainerLog(logs, start, start);

  it('writes klog and ISO times where the world asks for them', () => {
    expect(log.until(start + 1500).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^I0115 12:00:00\.000\d{3} {7}1 main\.go:1\] up$/),
      '2026-01-15T12:00:01.000Z one',
    ]);
  });

  it('takes the lines of the loop in turn', () => {
    const texts = log.until(start + 31_000).map(({ text }) => text.split(' ').at(-1));
    expect(texts).toEqual(['up', 'one', 'two', 'one', 'two']);
  });

  it('knows when the next line is due', () => {
    expect(log.nextAfter(start + 5000)).toBe(start + 11_000);
    expect(log.nextAfter(start + 11_000)).toBe(start + 21_000);
    expect(new ContainerLog({ ...logs, loop: [] }, start, start).nextAfter(start)).toBeUndefined();
  });

  it('cuts by lines and by time, and puts nanoseconds before lines when asked', () => {
    const lines = log.until(start + 31_000);
    const options = (query: string) => parseLogOptions(new URLSearchParams(query), start + 31_000);
    expect(selectLines(lines, options('tailLines=2'))).toHaveLength(2);
    expect(selectLines(lines, options('tailLines=0'))).toHaveLength(0);
    expect(selectLines(lines, options('sinceSeconds=10'))).toHaveLength(2);
    expect(selectLines(lines, options('sinceTime=2026-01-15T12:00:30Z'))).toHaveLength(1);
    expect(formatLine({ at: start, text: 'x' }, options('timestamps=true'))).toBe('2026-01-15T12:00:00.000000000Z x\n');
  });
});

describe('pods/log', () => {
  let demo: LocalDemo;
  let http: DemoHttp;
  beforeAll(async () => {
    demo = await startLocalDemo();
    http = new DemoHttp(demo.api);
  });
  afterAll(async () => {
    await http.close();
    await demo.stop();
  });

  const path = '/api/v1/namespaces/shop/pods/redis-0/log';

  async function text(query: string, path_ = path): Promise<string> {
    const agent = new Agent({ connect: { ca: demo.api.authority } });
    const { body } = await request(`${demo.api.server}${path_}?${query}`, {
      dispatcher: agent,
      headers: { authorization: `Bearer ${demo.api.token}` },
    });
    const whole = await body.text();
    await agent.close();
    return whole;
  }

  it('gives the last lines', async () => {
    expect((await text('tailLines=2')).split('\n')).toHaveLength(3);
  });

  it('stops after limitBytes, also in the middle of a line', async () => {
    expect(await text('limitBytes=7')).toHaveLength(7);
  });

  it('follows until the pod is gone', async () => {
    const following = text('follow=true&tailLines=1');
    await http.send('DELETE', '/api/v1/namespaces/shop/pods/redis-0');
    expect(await following).toMatch(/\n$/);
  });

  it('has nothing of a container before this one', async () => {
    const { code, body } = await http.get('/api/v1/namespaces/payments/pods/ledger-db-0/log?previous=true');
    expect(code).toBe(400);
    expect(pick(body, 'message')).toBe('previous terminated container "postgres" in pod "ledger-db-0" not found');
  });
});
