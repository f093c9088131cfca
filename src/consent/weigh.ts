import type { Consent, Intent, Mode } from '../contracts/consent.ts';
import { readOnlyPrograms } from './catalogue.ts';
import { modeAllows } from './modes.ts';

const known: ReadonlySet<string> = new Set(readOnlyPrograms.map(({ program }) => program));

/** Whether the mode allows what is intended; when not, the mode that would and a sentence that says so. Pure. */
export function weigh(mode: Mode, intent: Intent): Consent {
  const { needs, doing } = demand(intent);
  if (modeAllows(mode, needs)) return { allowed: true };
  return {
    allowed: false,
    needs,
    sentence: `${doing} needs ${needs} mode, and plumbline runs in ${mode} mode.`,
  };
}

function demand(intent: Intent): { readonly needs: Mode; readonly doing: string } {
  switch (intent.kind) {
    case 'read':
      return { needs: 'observe', doing: 'Reading' };
    case 'run':
      return {
        needs: known.has(intent.program) || intent.ownScript === true ? 'observe' : 'write',
        doing: `Running ${intent.program}, which is not in the catalogue of read-only programs,`,
      };
    case 'create-helper':
      return { needs: 'probe', doing: `Creating ${intent.what}` };
    case 'remove-helper':
      return { needs: 'probe', doing: `Removing ${intent.what}` };
    case 'change':
      return { needs: 'write', doing: `Changing the cluster (${intent.what})` };
    case 'run-arbitrary':
      return { needs: 'write', doing: `Running "${intent.command}", which is not known to only look,` };
  }
}
