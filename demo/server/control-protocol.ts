import * as z from 'zod';

/*
 * One request per connection to the control socket: a line of JSON there, a line of JSON back.
 */

export const controlRequest = z.discriminatedUnion('command', [
  z.object({ command: z.literal('status') }),
  z.object({ command: z.literal('faults') }),
  z.object({ command: z.literal('fault'), name: z.string(), on: z.boolean() }),
]);
export type ControlRequest = z.infer<typeof controlRequest>;

const faultState = z.object({ name: z.string(), title: z.string(), on: z.boolean() });

/** What a demo says of itself. */
const demoStatus = z.object({
  kubeconfig: z.string(),
  backend: z.enum(['simulate', 'lab']),
  /** Why this backend. */
  reason: z.string(),
  pid: z.number(),
  /** Path of the control socket. */
  control: z.string(),
  /** The nodes over SSH: their names, a config of ssh that knows these, and who logs in. */
  ssh: z.object({ config: z.string(), user: z.string(), nodes: z.array(z.string()) }),
});
export type DemoStatus = z.infer<typeof demoStatus>;

export const controlAnswer = z.union([
  z.object({ status: demoStatus, faults: z.array(faultState) }),
  z.object({ error: z.string() }),
]);
export type ControlAnswer = z.infer<typeof controlAnswer>;
