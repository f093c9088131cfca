import type { Backend } from '../backend.ts';
import { createLab } from '../lab/create-lab.ts';
import { probeLab } from '../lab/probe-lab.ts';
import { createSimulation } from '../simulate/simulation.ts';

export type BackendChoice = 'auto' | Backend['name'];

/** The backend, and why it is this one. Rejects with a sentence where the lab is asked for and cannot be. */
export async function chooseBackend(
  choice: BackendChoice,
): Promise<{ readonly backend: Backend; readonly reason: string }> {
  if (choice === 'simulate') return { backend: createSimulation(), reason: 'asked for' };
  const lab = await probeLab();
  if (choice === 'lab') {
    if (!lab.ok) throw new Error(lab.reason);
    return { backend: createLab(), reason: 'asked for' };
  }
  if (lab.ok) return { backend: createLab(), reason: 'this machine can carry real packets' };
  return { backend: createSimulation(), reason: lab.reason };
}
