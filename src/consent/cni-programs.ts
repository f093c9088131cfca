import type { ReadOnlyProgram } from './catalogue.ts';

const output = /^(?:json|wide|yaml)$/;

/** What Cilium's agent may be asked; the same words for `cilium`, as it was called before 1.15. */
const ofAgent: readonly Omit<ReadOnlyProgram, 'program'>[] = [
  {
    accepts: [
      /^(?:status|endpoint|bpf|policy|tunnel|metrics|fqdn|cache|monitor|health)$/,
      // Without one of these most would do more than tell.
      /^(?:list|get)$/,
      /^--(?:all|verbose|brief|json|numeric)$/,
      /^-[nvj]$/,
      /^\d{1,6}$/,
    ],
    values: new Map([
      ['-o', output],
      ['--output', output],
      ['--type', /^(?:drop|policy-verdict)$/],
      ['-t', /^(?:drop|policy-verdict)$/],
    ]),
    requires: ['status', 'list', 'get', 'monitor'],
  },
];

/**
 * Programs of CNIs that tell of themselves, for the catalogue: subcommands that only look, in their own pods and on nodes.
 * birdcl is asked in restricted mode or for what it shows; calicoctl and cilium for what they get and list.
 */
export const cniPrograms: readonly ReadOnlyProgram[] = [
  ...['birdcl', 'birdcl6'].map(
    (program): ReadOnlyProgram => ({
      program,
      accepts: [/^-r$/, /^show$/, /^(?:protocols|route|status|all)$/],
      values: new Map([['-s', /^\/var\/run\/(?:calico\/)?bird6?\.ctl$/]]),
      requires: ['show'],
    }),
  ),
  {
    program: 'calicoctl',
    accepts: [
      /^(?:get|node|status|ipam|show|version)$/,
      /^(?:ippools?|felixconfigurations?|bgpconfigurations?|bgppeers?|tiers?|nodes?)$/,
      /^--(?:show-blocks|show-borrowed|show-configuration|allow-version-mismatch)$/,
    ],
    values: new Map([['-o', output]]),
    requires: ['get', 'status', 'show', 'version'],
  },
  { program: 'calico-node', accepts: [/^(?:-bpf|counters|dump)$/], requires: ['dump'] },
  { program: 'calico', accepts: [/^(?:component|node|bpf|counters|dump)$/], requires: ['dump'] },
  ...['cilium-dbg', 'cilium'].flatMap((program) => ofAgent.map((entry) => ({ program, ...entry }))),
  {
    program: 'cilium-health',
    accepts: [/^(?:status|--verbose)$/],
    values: new Map([['-o', output]]),
    requires: ['status'],
  },
  {
    program: 'hubble',
    accepts: [/^(?:observe|status|--no-color)$/],
    values: new Map([
      ['-o', /^(?:json|jsonpb|compact)$/],
      ['--last', /^\d{1,5}$/],
      ['--since', /^\d{1,4}[smh]$/],
      ['--verdict', /^[A-Z]+$/],
    ]),
    requires: ['observe', 'status'],
  },
];
