import type { Fact, RawOutputId } from '../contracts/node-facts.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from '../inventory/prune/fields.ts';
import type { CniReach } from './knower.ts';

/** So many pages at most: what is longer is told as not known rather than half known. */
const mostPages = 40;

/**
 * Every object of a kind, of the first group that serves it ('crd.projectcalico.org/v1'), page by page. An object that
 * `read` does not understand is left out.
 */
export async function listObjects<Read>(
  reach: CniReach,
  groups: readonly string[],
  plural: string,
  read: (object: Fields) => Read | undefined,
): Promise<Fact<readonly Read[]>> {
  const refusals: string[] = [];
  let from: RawOutputId | undefined;
  for (const group of groups) {
    const found = await pages(reach, `/apis/${group}/${plural}`, plural, read);
    if (found.known) return found;
    if (!refusals.includes(found.why)) refusals.push(found.why);
    from ??= found.from;
  }
  return { known: false, why: refusals.join(' '), from };
}

async function pages<Read>(
  reach: CniReach,
  path: string,
  plural: string,
  read: (object: Fields) => Read | undefined,
): Promise<Fact<readonly Read[]>> {
  const all: Read[] = [];
  let from: RawOutputId | undefined;
  let more = '';
  for (let page = 0; page < mostPages; page += 1) {
    const query = `?limit=500${more === '' ? '' : `&continue=${encodeURIComponent(more)}`}`;
    const answer = await reach.api(`${path}${query}`, plural);
    if (!answer.known) return answer;
    if (!isFields(answer.value) || !Array.isArray(answer.value['items']))
      return { known: false, why: `The answer holds no list of ${plural}.`, from: answer.from };
    from ??= answer.from;
    all.push(...listOf(answer.value, 'items').flatMap((object) => read(object) ?? []));
    more = textOf(fieldsOf(answer.value, 'metadata'), 'continue');
    if (more === '') return { known: true, value: all, from };
  }
  return { known: false, why: `There are too many ${plural} to read them all.`, from };
}
