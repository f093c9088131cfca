import { type ProgramRun, runBuiltProgram } from './run-built-program.ts';
import { serveDemoProgram } from '../../support/served-demo.ts';
import { startTestEnvironment } from './test-environment.ts';

/** A cluster that the suite runs against. */
export interface Target {
  readonly kubeconfig: string;
  /** The context, where not the current one. */
  readonly context: string | undefined;
  /** Why no containers run there (a bare API server); undefined where they do. */
  readonly noContainers: string | undefined;
  /** An image with ping, nc, iperf3, dig and a shell; undefined where none is named. */
  readonly image: string | undefined;
  /** An image without any program to exec. */
  readonly bareImage: string;
  /** Whether NetworkPolicies are known to be enforced; elsewhere that is found out. */
  readonly enforcesPolicies: boolean;
  /** Runs the built program against it, to its end. */
  run(...args: string[]): Promise<ProgramRun>;
  end(): Promise<void>;
}

const env = process.env;

/** The demo's own image with every tool, and one of its images without any. */
const demoImages = {
  image: 'registry.demo/plumbline/toolbox:1',
  bareImage: 'registry.example/shop/catalog:3.0.0-distroless',
} as const;

/** Which cluster the environment names, in words for the titles of the suite. */
export const targetName =
  env['PLUMBLINE_TEST_KUBECONFIG'] !== undefined
    ? 'the cluster of PLUMBLINE_TEST_KUBECONFIG'
    : env['KUBEBUILDER_ASSETS'] !== undefined
      ? 'the API server of KUBEBUILDER_ASSETS'
      : "the demo's server";

/**
 * Opens the cluster that PLUMBLINE_TEST_KUBECONFIG names (with PLUMBLINE_TEST_CONTEXT and PLUMBLINE_TEST_IMAGE), else an
 * API server from KUBEBUILDER_ASSETS, else serves the demo.
 */
export async function openTarget(): Promise<Target> {
  const kubeconfig = env['PLUMBLINE_TEST_KUBECONFIG'];
  if (kubeconfig !== undefined) return realCluster(kubeconfig);
  const assets = env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined) {
    const server = await startTestEnvironment(assets);
    return {
      ...realCluster(server.kubeconfig),
      noContainers: 'the API server of KUBEBUILDER_ASSETS has no kubelet: no container runs there',
      end: () => server.end(),
    };
  }
  const demo = await serveDemoProgram('--backend', 'simulate');
  return {
    kubeconfig: demo.kubeconfig,
    context: undefined,
    noContainers: undefined,
    ...demoImages,
    enforcesPolicies: true,
    run: (...args) => demo.run(...args, '--kubeconfig', demo.kubeconfig),
    end: () => demo.end(),
  };
}

function realCluster(kubeconfig: string, context = env['PLUMBLINE_TEST_CONTEXT']): Target {
  const choice = ['--kubeconfig', kubeconfig, ...(context === undefined ? [] : ['--context', context])];
  return {
    kubeconfig,
    context,
    noContainers: undefined,
    image: env['PLUMBLINE_TEST_IMAGE'],
    bareImage: env['PLUMBLINE_TEST_BARE_IMAGE'] ?? 'registry.k8s.io/pause:3.10',
    enforcesPolicies: false,
    run: (...args) => runBuiltProgram([...args, ...choice]),
    end: () => Promise.resolve(),
  };
}

/** Why the tests that need containers cannot run against this target; undefined where they can. */
export function containersMissing(target: Target): string | undefined {
  if (target.noContainers !== undefined) return target.noContainers;
  return target.image === undefined ? 'PLUMBLINE_TEST_IMAGE names no image with ping, nc, iperf3 and dig' : undefined;
}
