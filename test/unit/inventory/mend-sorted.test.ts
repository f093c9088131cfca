import { assert, array, integer, property, subarray, uniqueArray } from 'fast-check';
import { expect, it } from 'vitest';
import { mendSorted } from '../../../src/inventory/mend-sorted.ts';

interface Thing {
  readonly place: number;
  readonly note: string;
}

const thing = (place: number, note = 'old'): Thing => ({ place, note });
const compare = (one: Thing, other: Thing) => one.place - other.place;

it('a mended array is what sorting anew would give, whatever went, came and was replaced', () => {
  const places = uniqueArray(integer({ min: 0, max: 60 }), { maxLength: 40 });
  const cases = places.chain((present) =>
    subarray(present).map((gone) => ({ present: present.toSorted((one, other) => one - other), gone })),
  );
  assert(
    property(cases, array(integer({ min: 0, max: 60 }), { maxLength: 20 }), ({ present, gone }, coming) => {
      const sorted = present.map((place) => thing(place));
      const leaving = sorted.filter(({ place }) => gone.includes(place));
      const free = [...new Set(coming)].filter((place) => !present.includes(place) || gone.includes(place));
      const fresh = free.map((place) => thing(place, 'new'));
      const wanted = [...sorted.filter((one) => !leaving.includes(one)), ...fresh].sort(compare);
      expect(mendSorted(sorted, { gone: leaving, fresh }, compare)).toBe(true);
      expect(sorted).toEqual(wanted);
    }),
    { seed: 20_260_101, numRuns: 300 },
  );
});

it('an array that lacks what is gone is left as it was', () => {
  const sorted = [thing(1), thing(2), thing(3)];
  const before = [...sorted];
  expect(mendSorted(sorted, { gone: [sorted[0] ?? thing(1), thing(2)], fresh: [thing(9)] }, compare)).toBe(false);
  expect(sorted).toEqual(before);
});
