import type { Backend } from '../backend.ts';
import { createLab } from '../lab/create-lab.ts';
import { probeLab } from '../lab/probe-lab.ts';
import { createSimulation } from '../simulate/simulation.ts';

export type BackendChoice = 'auto' | Backend['name'];

/** The backends to try, best first, each with why it is tried. */
export async function chooseBackend(
  choice: BackendChoice,
): Promise<{ readonly backend: Backend; readonly reason: string }> {
  if (choice === 'simulate') return { backend: createSimulation(), reason: 'asked for' };
  if (choice === 'lab') return { backend: createLab(), reason: 'asked for' };
  const lab = await probeLab();
  if (lab.ok) return { backend: createLab(), reason: 'this machine can carry real packets' };
  return { backend: createSimulation(), reason: lab.reason };
}
