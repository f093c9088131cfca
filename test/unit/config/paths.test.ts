import { expect, it } from 'vitest';
import { plumblinePaths } from '../../../src/config/paths.ts';

const user = { home: '/home/op', uid: 1000, temporary: '/tmp' };

it('paths follow the XDG variables', () => {
  const env = {
    HOME: '/h',
    XDG_CONFIG_HOME: '/c',
    XDG_STATE_HOME: '/s',
    XDG_CACHE_HOME: '/k',
    XDG_RUNTIME_DIR: '/run/user/1000',
  };
  expect(plumblinePaths(env, user)).toEqual({
    configFile: '/c/plumbline/config.yaml',
    stateFolder: '/s/plumbline',
    runtimeFolder: '/run/user/1000/plumbline',
    cacheFolder: '/k/plumbline',
  });
});

it.each([
  ['nothing is set', {}],
  ['they are empty', { HOME: '', XDG_CONFIG_HOME: '', XDG_STATE_HOME: '', XDG_RUNTIME_DIR: '' }],
  ['they are relative', { HOME: 'h', XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: './s', XDG_RUNTIME_DIR: 'run' }],
])('paths have fallbacks when %s', (_, env) => {
  expect(plumblinePaths(env, user)).toEqual({
    configFile: '/home/op/.config/plumbline/config.yaml',
    stateFolder: '/home/op/.local/state/plumbline',
    runtimeFolder: '/tmp/plumbline-1000',
    cacheFolder: '/home/op/.cache/plumbline',
  });
});
