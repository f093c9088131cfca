import type { CallName } from './protocol.ts';

/** What each call does, as the operation that an error names. */
export const callWords: Readonly<Record<CallName, string>> = {
  resolve: 'resolve an endpoint',
  find: 'find an endpoint',
  detail: 'read an object',
  review: 'ask what you may do',
  api: 'ask the API server',
  nodeWay: 'reach a node',
  cniRefresh: 'look at the CNI',
  cniDetail: 'open a node of the CNI',
  policySnapshot: 'read the policies',
  policyExplain: 'explain what the policies declare',
  policyFindings: 'look for what is amiss with the policies',
  policyMatrix: 'reckon the matrix of allowed flows',
  policyOpen: 'read a policy',
  policiesOnPod: 'find the policies on a pod',
  contexts: 'list the contexts',
  contextHealth: 'ask whether a context answers',
  login: 'log in',
  switchContext: 'switch the context',
  close: 'close the cluster',
};
