import type { ProbeName } from '../../src/contracts/probe.ts';
import { openDialog, type ScreenModel } from './model.ts';

/** Probes that the key which starts them stops as well: what runs may always be stopped. */
const toggles: Readonly<Record<string, ProbeName>> = {
  ping: 'latency',
  connect: 'connect',
  dns: 'dns',
  bandwidth: 'bandwidth',
};

/** Does an action; one that is not allowed says so instead, with the rule that is missing. False when nobody offers it. */
export function runAction(model: ScreenModel, id: string): boolean {
  const denial = model.access.getSnapshot().get(id);
  const probe = toggles[id];
  const stops = probe !== undefined && model.session.links.running().includes(probe);
  if (denial === undefined || stops || !model.actions.can(id)) return model.actions.run(id);
  // A probe may still be run from the pod's node, which nobody asks the API server for.
  openDialog(model, { kind: 'denied', denial: probe === undefined ? denial : { ...denial, anyway: id } });
  return true;
}
