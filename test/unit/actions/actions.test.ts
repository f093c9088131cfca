import { describe, expect, it } from 'vitest';
import { actionsFor } from '../../../src/actions/available.ts';
import { bindKeys } from '../../../src/actions/bind.ts';
import { canonicalKey } from '../../../src/actions/key.ts';
import { k9sBindings } from '../../../src/actions/presets.ts';
import { actions } from '../../../src/actions.ts';
import { commandLine } from '../../../src/commands/program.ts';
import { configSchema } from '../../../src/config/schema.ts';
import type { Action, ActionScope } from '../../../src/contracts/action.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';

const keys = (bindings: Record<string, string[]> = {}, preset: 'plumbline' | 'k9s' = 'plumbline') =>
  configSchema.parse({ keys: { preset, bindings } }).keys;

const focuses: readonly ActionScope[] = [
  'cluster',
  'cni',
  'policies',
  'link',
  'latency',
  'bandwidth',
  'checklist',
  'evidence',
];

function errorOf(act: () => unknown): PlumblineError {
  try {
    act();
  } catch (error) {
    if (error instanceof PlumblineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the registry', () => {
  it('gives every action an id of its own and a title', () => {
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
    for (const { id, title } of actions) expect(title, id).toMatch(/^[A-Za-z].{2,45}$/);
  });

  it('spells every key the canonical way', () => {
    for (const action of actions) {
      for (const key of action.keys) expect(canonicalKey(key), action.id).toBe(key);
    }
  });

  it.each(['plumbline', 'k9s'] as const)('never lets one key mean two actions at one moment (%s)', (preset) => {
    expect(() => bindKeys(actions, keys({}, preset))).not.toThrow();
  });

  it('gives every action a key in either preset, so that none is in the palette alone', () => {
    for (const preset of ['plumbline', 'k9s'] as const) {
      for (const action of bindKeys(actions, keys({}, preset)).actions) expect(action.keys, action.id).not.toEqual([]);
    }
  });

  it('names headless commands that exist', () => {
    const nothing = (): Promise<number> => Promise.resolve(0);
    const program = commandLine(
      {
        screen: nothing,
        probe: nothing,
        policy: nothing,
        capture: nothing,
        cni: nothing,
        ciliumTest: nothing,
        nodeExec: nothing,
        nodeFacts: nothing,
        nodeLogs: nothing,
        doctor: nothing,
        cleanup: nothing,
        read: nothing,
        contexts: nothing,
        rbac: nothing,
        completion: nothing,
        help: nothing,
        demo: nothing,
        demoFaults: nothing,
        demoFault: nothing,
      },
      () => undefined,
    );
    const commands = program.commands.flatMap((one) => [
      one.name(),
      ...one.commands.map((inner) => `${one.name()} ${inner.name()}`),
    ]);
    for (const { headless } of actions) if (headless !== undefined) expect(commands).toContain(headless);
  });

  it('leaves the keys of later work free: D diagnoses', () => {
    expect(actions.flatMap((action) => action.keys)).not.toContain('D');
  });

  it('names only existing actions in the k9s preset', () => {
    const ids = new Set<string>(actions.map(({ id }) => id));
    for (const id of Object.keys(k9sBindings)) expect(ids).toContain(id);
  });
});

describe('keys from the config file', () => {
  it('bind an action elsewhere', () => {
    const bound = bindKeys(actions, keys({ ping: ['Ctrl-P'] }));
    expect(bound.find('cluster', 'ctrl+p')?.id).toBe('ping');
    expect(bound.find('cluster', 'p')).toBeUndefined();
  });

  it('win over the preset', () => {
    const bound = bindKeys(actions, keys({ copy: ['Y'] }, 'k9s'));
    expect(bound.find('link', 'Y')?.id).toBe('copy');
  });

  it('that mean two actions are refused, and both are named', () => {
    const error = errorOf(() => bindKeys(actions, keys({ ping: ['b'] })));
    expect(error.kind).toBe('configuration');
    expect(error.message).toContain('"b" would mean both ping and bandwidth');
  });

  it('that shadow a pane’s own key are refused too', () => {
    expect(errorOf(() => bindKeys(actions, keys({ ping: ['space'] }))).message).toContain('tick');
  });

  it('of an unknown action are refused with the near names', () => {
    expect(errorOf(() => bindKeys(actions, keys({ pign: ['p'] }))).message).toContain('did you mean ping?');
  });

  it('that are not keys are refused with examples', () => {
    expect(errorOf(() => bindKeys(actions, keys({ ping: ['super+p'] }))).message).toContain('"super+p" of ping');
  });

  it('may not take away every way out', () => {
    expect(errorOf(() => bindKeys(actions, keys({ quit: [], interrupt: [] }))).message).toContain('no key left');
  });
});

describe('what works now', () => {
  it('is found by scope: space ticks in the checklist and means nothing elsewhere', () => {
    const bound = bindKeys(actions, keys());
    expect(bound.find('checklist', 'space')?.id).toBe('tick');
    expect(focuses.filter((focus) => bound.find(focus, 'space') !== undefined)).toEqual(['checklist']);
  });

  it('leaves out what the mode does not allow', () => {
    const helper: Action = { ...actions[0]!, mode: 'probe' };
    expect(actionsFor([helper], 'global', 'observe')).toEqual([]);
    expect(actionsFor([helper], 'global', 'write')).toEqual([helper]);
  });

  it('in every pane can quit, go back and ask for help', () => {
    for (const focus of focuses) {
      const ids: string[] = actionsFor(actions, focus, 'observe').map(({ id }) => id);
      expect(ids, focus).toEqual(expect.arrayContaining(['quit', 'back', 'help', 'palette']));
    }
  });
});
