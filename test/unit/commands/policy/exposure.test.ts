import { describe, expect, it } from 'vitest';
import { runOn, shop } from './run.ts';

describe('plumbline policy exposure', () => {
  it('lists what outside addresses may reach, and the workloads that no policy governs', async () => {
    const { stdout, stderr, exitCode } = await runOn(shop, 'exposure', {});
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^Reachable from outside:\n(?: {2}.*\n)* {2}shop\/frontend\[Pod\]: all addresses All Connections\n/,
    );
    expect(stdout).not.toMatch(/Reachable from outside:[^]*shop\/backend\[Pod\]:[^]*Able to reach/);
    expect(stdout).toMatch(/No policy governs the ingress of:\n(?: {2}.*\n)* {2}shop\/frontend\[Pod\]\n/);
    expect(stderr).toContain('Only policies are asked');
  });

  it('says the same as JSON', async () => {
    const { stdout } = await runOn(shop, 'exposure', { output: 'json' });
    const { kind, open, ungoverned } = JSON.parse(stdout);
    expect(kind).toBe('PolicyExposure');
    expect(open.ingress.map(({ workload }: { workload: string }) => workload)).toContain('shop/frontend[Pod]');
    expect(ungoverned.ingress).not.toContain('shop/backend[Pod]');
  });
});

describe('plumbline policy on', () => {
  it('lists the policies that select a pod, with the directions and the line', async () => {
    const { stdout, exitCode } = await runOn(shop, 'on', {}, { args: ['shop/backend'] });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^pod shop\/backend:\n {2}NetworkPolicy shop\/\S+.*: ingress\n$/);
  });

  it('says that none selects a pod', async () => {
    const { stdout } = await runOn(shop, 'on', {}, { args: ['shop/frontend'] });
    expect(stdout).toBe('pod shop/frontend: no policy selects it\n');
  });

  it('refuses a name that is no pod, with near ones', async () => {
    const { stderr, exitCode } = await runOn(shop, 'on', {}, { args: ['shop/backnd'] });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('shop/backend');
  });
});
