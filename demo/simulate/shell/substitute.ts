import { openSubstitution, type Substitutor } from './expand.ts';
import type { Interpreter } from './interpreter.ts';
import { spawnSubshell } from './subshell.ts';

/** Substitutes commands: their output as text, or as a file that can be read. `runList` runs what stands in them. */
export function createSubstitutor(runList: Interpreter['runList']): Substitutor {
  return {
    async capture(shell, body) {
      const parts: Buffer[] = [];
      const descriptors = new Map(shell.descriptors);
      descriptors.set(1, { output: { write: (data) => void parts.push(Buffer.from(data)), close: () => {} } });
      const { exitCode } = spawnSubshell(shell, descriptors, async (inner) => {
        await runList(inner, body);
        return inner.status;
      });
      shell.status = await shell.start.process.wait(exitCode);
      return Buffer.concat(parts).toString('utf8');
    },
    readable(shell, body) {
      const { path, pipe } = openSubstitution(shell);
      const descriptors = new Map(shell.descriptors);
      descriptors.set(1, { output: pipe });
      const { pid, exitCode } = spawnSubshell(shell, descriptors, async (inner) => {
        await runList(inner, body);
        return inner.status;
      });
      void exitCode.finally(() => pipe.close());
      shell.lastJob = pid;
      return path;
    },
  };
}
