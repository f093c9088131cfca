import { intentOfCommand } from '../../consent/intent-of-command.ts';
import { weigh } from '../../consent/weigh.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { createHelper, nameFor, planOf } from './create-helper.ts';
import { mostEntrypoints } from './debug-container-plan.ts';
import type { MakingRung } from './decide.ts';
import { type CommandContainer, entrypointRunner } from './entrypoint-runner.ts';
import type { Helper } from './make-helper.ts';
import type { LadderParts } from './parts.ts';
import { perCommandPlace } from './places.ts';
import type { HelperWish } from './plan.ts';
import { probeContainer } from './probe-pod-plan.ts';

/**
 * A helper for where exec is not allowed: each command makes its own container. The entry of a debug container stays, so only
 * so many are made; a probe pod is removed once it has answered.
 */
export function commandHelper(parts: LadderParts, rung: MakingRung, wish: HelperWish): Helper {
  const isProbePod = rung === 'probe-pod';
  let made = 0;
  const make = async (argv: readonly string[], signal: AbortSignal): Promise<CommandContainer> => {
    const consent = weigh(parts.mode, intentOfCommand(argv));
    if (!consent.allowed) {
      throw new PlumblineError(consent.sentence, {
        kind: 'consent',
        operation: 'run a command',
        object: argv.join(' '),
      });
    }
    made += 1;
    if (!isProbePod && made > mostEntrypoints) throw tooMany(wish);
    const name = nameFor(rung);
    const { plan, entry } = await createHelper(parts, { rung, wish, name, argv }, signal);
    entry.update({ state: 'running' });
    return {
      namespace: plan.namespace,
      pod: isProbePod ? name : plan.pod,
      container: isProbePod ? probeContainer : name,
      async over() {
        if (isProbePod) await entry.end();
        else entry.update({ state: 'ended', note: 'its entry stays in the pod' });
      },
    };
  };
  const runner = entrypointRunner(parts.cluster, {
    place: perCommandPlace(rung, wish.pod),
    removable: isProbePod,
    commandLine: (argv) => planOf({ rung, wish, name: nameFor(rung), argv }, parts.now()).commandLine,
    make,
  });
  return { rung, image: wish.image, runner, deadline: Number.POSITIVE_INFINITY, isOver: () => false };
}

function tooMany({ pod }: HelperWish): PlumblineError {
  return new PlumblineError(
    `${mostEntrypoints} debug containers were made in pod ${pod.namespace}/${pod.name} for single commands, and none of them can be removed: no more are made.`,
    {
      kind: 'consent',
      operation: 'make a debug container',
      nextStep: 'Ask for create on pods/exec: then one is enough.',
    },
  );
}
