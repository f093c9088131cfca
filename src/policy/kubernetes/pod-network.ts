import type { Condition } from '../model/condition.ts';

/** A pod that NetworkPolicies speak of; of hostNetwork pods the API says only that they are one of two things, policy or node. */
export const onPodNetwork: Condition = {
  is: 'every',
  of: [
    { is: 'kind', kinds: ['pod', 'host-pod'] },
    {
      is: 'some',
      of: [
        { is: 'kind', kinds: ['pod'] },
        {
          is: 'undecidable',
          reason: 'the API leaves open what NetworkPolicies mean for hostNetwork pods',
          openByApi: true,
        },
      ],
    },
  ],
};
