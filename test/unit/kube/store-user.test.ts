import { lstat, readdir, readFile, symlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lockUserEntry } from '../../../src/kube/kubeconfig/store-user.ts';
import { type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';

let folder: TestFolder;
beforeEach(async () => {
  folder = await testFolder();
});
afterEach(() => folder.remove());

const config = (user: string) => `apiVersion: v1
kind: Config
# who works at night
users:
  - name: other
    user: {token: abc}
  - name: ${user}
    user:
      auth-provider:
        name: oidc
        config:
          client-id: "0123" # stays a text
          id-token: old
`;

async function store(paths: readonly string[], user: string, values: Readonly<Record<string, string>>): Promise<void> {
  const entry = await lockUserEntry(paths, user);
  try {
    await entry.set(['auth-provider', 'config'], values);
  } finally {
    await entry.release();
  }
}

describe("a user's entry in a kubeconfig", () => {
  it('gets the values and keeps everything else, comments and quotes too', async () => {
    const path = await folder.write('config', config('night'));
    await store([path], 'night', { 'id-token': 'new', 'refresh-token': '0e1' });
    const text = await readFile(path, 'utf8');
    expect(text).toContain('# who works at night');
    expect(text).toContain('client-id: "0123" # stays a text');
    expect(parse(text)).toMatchObject({
      users: [
        { name: 'other', user: { token: 'abc' } },
        { user: { 'auth-provider': { config: { 'client-id': '0123', 'id-token': 'new', 'refresh-token': '0e1' } } } },
      ],
    });
    expect(await readdir(folder.path)).toEqual(['config']);
  });

  it('is found in the first of several files that defines it', async () => {
    const first = await folder.write('first', config('day'));
    const second = await folder.write('second', config('night'));
    await store([`${folder.path}/missing`, first, second], 'night', { 'id-token': 'new' });
    expect([(await readFile(first, 'utf8')).includes('new'), (await readFile(second, 'utf8')).includes('new')]).toEqual(
      [false, true],
    );
  });

  it('is written where a link leads, and the link stays one', async () => {
    const real = await folder.write('real', config('night'));
    const link = `${folder.path}/link`;
    await symlink(real, link);
    await store([link], 'night', { 'id-token': 'new' });
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(real, 'utf8')).toContain('id-token: new');
  });

  it('stays JSON in a file that is JSON', async () => {
    const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': 'old' } } };
    const path = await folder.write('config', JSON.stringify({ kind: 'Config', users: [{ name: 'night', user }] }));
    await store([path], 'night', { 'id-token': 'new' });
    const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
    expect(stored).toMatchObject({ users: [{ user: { 'auth-provider': { config: { 'id-token': 'new' } } } }] });
  });

  it('that no file has is said', async () => {
    const path = await folder.write('config', config('day'));
    await expect(lockUserEntry([path], 'night')).rejects.toThrow('no kubeconfig defines user night');
  });
});
