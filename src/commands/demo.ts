import { demoFaultStates, setDemoFault } from '../../demo/client/running-demos.ts';
import { type Demo, startDemo } from '../../demo/client/start-demo.ts';
import { faults } from '../../demo/faults/index.ts';
import { acrossNodes } from '../../demo/faults/main-link.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { exitCodes } from './failure.ts';
import type { DemoOptions } from './program.ts';
import type { SshOptions } from './ssh-options.ts';

/** Opens the screen on a running demo; resolves to the exit code when it is left. */
export type DemoScreen = (demo: Demo, options: DemoOptions) => Promise<number>;

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function checkFaultNames(names: readonly string[]): void {
  const unknown = names.find((name) => !faults.some((fault) => fault.name === name));
  if (unknown === undefined) return;
  throw new PlumblineError(`There is no fault '${unknown}'.`, {
    kind: 'usage',
    operation: 'start the demo',
    nextStep: `plumbline demo faults lists them: ${faults.map(({ name }) => name).join(', ')}`,
  });
}

/** Serves until a signal asks for the end or the demo's process ends by itself, which is an error. */
async function serve(demo: Demo): Promise<number> {
  // Before the first line: who reads it may stop us at once.
  const asked = new Promise<undefined>((resolve) => {
    for (const signal of endSignals) process.once(signal, () => resolve(undefined));
  });
  // First line, alone: scripts read it as the kubeconfig's path.
  process.stdout.write(`${demo.kubeconfig}\n`);
  process.stderr.write(
    `The demo runs on the ${demo.backend} backend (${demo.reason}). Ctrl-C ends it.\n` +
      `  kubectl --kubeconfig ${demo.kubeconfig} get pods -A\n` +
      `  ssh -F ${demo.ssh.config} ${demo.ssh.nodes[0] ?? ''}\n` +
      `  plumbline --kubeconfig ${demo.kubeconfig} --ssh-config ${demo.ssh.config}\n`,
  );
  const lastWords = await Promise.race([asked, demo.ended]);
  if (lastWords === undefined) {
    await demo.stop();
    return exitCodes.works;
  }
  throw new PlumblineError('The demo ended by itself.', {
    kind: 'internal',
    operation: 'serve the demo',
    ...(lastWords === '' ? {} : { serverMessage: lastWords }),
  });
}

/** The link of the command line, else the one on which the only fault shows, else the one the demo is about. */
function linkToShow({ from, to, fault }: DemoOptions): { readonly from: string; readonly to: string } {
  const only = fault.length === 1 ? faults.find(({ name }) => name === fault[0]) : undefined;
  const shown = only?.shows ?? acrossNodes;
  return { from: from ?? shown.from, to: to ?? shown.to };
}

/** How the demo's nodes are reached, whatever the operator's own settings say. */
function demoSsh({ ssh }: Demo): SshOptions {
  return { sshConfig: ssh.config, sshAddress: 'name', sshUser: ssh.user };
}

/** Opens the screen on the demo, measuring the link of the command line or the one the demo is about. */
async function showScreen(demo: Demo, options: DemoOptions): Promise<number> {
  const screen = await import('./screen.ts');
  return screen.showScreen(
    {
      kubeconfig: demo.kubeconfig,
      mode: options.mode,
      altScreen: options.altScreen,
      ...demoSsh(demo),
      ...(options.lowBandwidth === undefined ? {} : { lowBandwidth: options.lowBandwidth }),
      ...linkToShow(options),
    },
    demo.backend,
  );
}

/** `plumbline demo`: starts an embedded cluster and opens the screen on it, or serves it until stopped. */
export async function demo(options: DemoOptions, screen: DemoScreen = showScreen): Promise<number> {
  checkFaultNames(options.fault);
  const running = await startDemo({
    backend: options.backend,
    cni: options.cni,
    faults: options.fault,
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
  });
  if (options.serve === true) return serve(running);
  try {
    return await screen(running, options);
  } finally {
    await running.stop();
  }
}

/** `plumbline demo faults`: what can be broken, and what is broken now where exactly one demo runs. */
export async function listFaults({ output }: { readonly output: 'text' | 'json' }): Promise<number> {
  const states = await demoFaultStates();
  const isOn = (name: string): boolean => states?.some((state) => state.name === name && state.on) ?? false;
  if (output === 'json') {
    const items = faults.map(({ name, title, symptom, cause, fix, backends }) => {
      return { name, title, symptom, cause, fix, backends, ...(states === undefined ? {} : { on: isOn(name) }) };
    });
    process.stdout.write(
      `${JSON.stringify({ apiVersion: 'plumbline/v1', kind: 'DemoFaultList', items }, undefined, 2)}\n`,
    );
    return exitCodes.works;
  }
  const width = Math.max(...faults.map(({ name }) => name.length));
  for (const { name, title } of faults) {
    process.stdout.write(`${name.padEnd(width)}  ${title}${isOn(name) ? '  [on]' : ''}\n`);
  }
  return exitCodes.works;
}

/** `plumbline demo fault NAME on|off`: on the running demo; `kubeconfig` says which when several run. */
export async function switchFault(
  name: string,
  on: boolean,
  options: { readonly kubeconfig?: string },
): Promise<number> {
  checkFaultNames([name]);
  await setDemoFault(name, on, options.kubeconfig);
  process.stdout.write(`Fault ${name} is ${on ? 'on' : 'off'}.\n`);
  return exitCodes.works;
}
