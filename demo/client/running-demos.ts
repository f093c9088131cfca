import { lstat, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PlumblineError } from '../../src/contracts/errors.ts';
import type { ControlAnswer, DemoStatus } from '../server/control-protocol.ts';
import { baseFolder, folderPrefix, socketName } from '../server/state-folder.ts';
import { askDemo } from './control.ts';

type Environment = Readonly<Record<string, string | undefined>>;
export type DemoFaults = Extract<ControlAnswer, { faults: unknown }>['faults'];

/** Folders of demos that belong to this user: on a shared machine others may have made folders of such names. */
async function demoFolders(env: Environment): Promise<string[]> {
  const base = baseFolder(env);
  const names = await readdir(base).catch((): string[] => []);
  const own = await Promise.all(
    names
      .filter((name) => name.startsWith(folderPrefix))
      .map(async (name) => {
        const folder = join(base, name);
        const facts = await lstat(folder).catch(() => undefined);
        return facts?.isDirectory() === true && facts.uid === process.getuid?.() ? [folder] : [];
      }),
  );
  return own.flat();
}

/** The demos of this user that answer; folders of others and of demos that are gone are passed over. */
export async function runningDemos(env: Environment = process.env): Promise<DemoStatus[]> {
  const answers = await Promise.all(
    (await demoFolders(env)).map((folder) =>
      askDemo(join(folder, socketName), { command: 'status' }).catch(() => undefined),
    ),
  );
  return answers.flatMap((answer) => (answer !== undefined && 'status' in answer ? [answer.status] : []));
}

const startOne = 'start one with plumbline demo, or plumbline demo --serve';

/** The one demo that is meant. Throws a sentence when none or several could be. */
async function theDemo(where: string | undefined, env: Environment): Promise<DemoStatus> {
  const all = await runningDemos(env);
  const operation = 'find the running demo';
  if (where !== undefined) {
    const path = resolve(where);
    const named = all.find(({ kubeconfig, control }) => kubeconfig === path || dirname(control) === path);
    if (named !== undefined) return named;
    throw new PlumblineError(`No running demo has the kubeconfig ${path}.`, {
      kind: 'usage',
      operation,
      nextStep: startOne,
    });
  }
  const [only, ...others] = all;
  if (only === undefined)
    throw new PlumblineError('No demo is running.', { kind: 'usage', operation, nextStep: startOne });
  if (others.length === 0) return only;
  throw new PlumblineError(`${all.length} demos are running; say which one is meant.`, {
    kind: 'usage',
    operation,
    nextStep: all.map(({ kubeconfig }) => `--kubeconfig ${kubeconfig}`).join(', or '),
  });
}

/**
 * Switches a fault of a running demo; resolves once the cluster and its network are as wanted. `where` is the demo's
 * kubeconfig or folder, needed only when several run. Rejects with a PlumblineError.
 */
export async function setDemoFault(
  name: string,
  on: boolean,
  where?: string,
  env: Environment = process.env,
): Promise<DemoFaults> {
  const demo = await theDemo(where, env);
  const answer = await askDemo(demo.control, { command: 'fault', name, on });
  if ('faults' in answer) return answer.faults;
  throw new PlumblineError(answer.error, {
    kind: 'usage',
    operation: `switch fault ${name} ${on ? 'on' : 'off'}`,
    nextStep: 'plumbline demo faults lists them',
  });
}

/** Which faults are on in the only running demo; undefined when none or several run. */
export async function demoFaultStates(env: Environment = process.env): Promise<DemoFaults | undefined> {
  const [only, ...others] = await runningDemos(env);
  if (only === undefined || others.length > 0) return undefined;
  const answer = await askDemo(only.control, { command: 'faults' });
  return 'faults' in answer ? answer.faults : undefined;
}
