import type { AccessAnswer, AccessQuestion } from '../contracts/cluster.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Duration, Instant } from '../contracts/time.ts';
import { fieldsOf, isFields, textOf } from '../inventory/prune/fields.ts';
import type { Clock } from './clock.ts';
import type { ApiConnection } from './connection.ts';

/** Permissions change rarely; asking again for each key press would be noise in the audit log. */
const answersHold: Duration = 60_000;

export interface AccessReviews {
  ask(question: AccessQuestion): Promise<AccessAnswer>;
}

/**
 * Asks the API server what the operator may do, and remembers the answers for 60 s; what could not be asked is asked
 * again. exec counts as allowed only with both `get` and `create` on pods/exec: the WebSocket upgrade is a GET, and
 * servers from 1.35 on check `create` as well. Never rejects.
 */
export function createAccessReviews(connection: ApiConnection, clock: Clock): AccessReviews {
  const answers = new Map<string, { readonly answer: Promise<AccessAnswer>; readonly until: Instant }>();

  function ask(question: AccessQuestion): Promise<AccessAnswer> {
    const key = JSON.stringify([
      question.verb,
      question.group,
      question.resource,
      question.subresource,
      question.namespace,
      question.name,
    ]);
    const known = answers.get(key);
    if (known !== undefined && known.until > clock.now()) return known.answer;
    const answer = review(connection, question);
    answers.set(key, { answer, until: clock.now() + answersHold });
    void answer.then(({ state }) => {
      if (state === 'unknown') answers.delete(key);
    });
    return answer;
  }

  return {
    async ask(question) {
      if (question.resource !== 'pods' || question.subresource !== 'exec') return ask(question);
      const [get, create] = await Promise.all([
        ask({ ...question, verb: 'get' }),
        ask({ ...question, verb: 'create' }),
      ]);
      return (
        [get, create].find(({ state }) => state === 'denied') ??
        [get, create].find(({ state }) => state === 'unknown') ??
        get
      );
    },
  };
}

async function review(connection: ApiConnection, question: AccessQuestion): Promise<AccessAnswer> {
  const { verb, resource, group = '', subresource, namespace, name } = question;
  const words = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
  try {
    const answer = await connection.json<unknown>({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      operation: 'ask what you may do',
      object: words,
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {
          resourceAttributes: {
            verb,
            resource,
            group,
            ...(subresource === undefined ? {} : { subresource }),
            ...(namespace === undefined ? {} : { namespace }),
            ...(name === undefined ? {} : { name }),
          },
        },
      },
    });
    const status = isFields(answer) ? fieldsOf(answer, 'status') : {};
    if (status['allowed'] === true) return { state: 'allowed' };
    const reason = textOf(status, 'reason');
    const trouble = textOf(status, 'evaluationError');
    if (status['allowed'] !== false)
      return { state: 'unknown', reason: `The server gave no answer to whether you may ${words}.` };
    // An authorizer that failed and none that denied: nothing was decided.
    if (trouble !== '' && status['denied'] !== true)
      return { state: 'unknown', reason: `The server could not decide whether you may ${words}: ${trouble}` };
    return { state: 'denied', reason: reason === '' ? `No rule allows you to ${words}.` : reason };
  } catch (error) {
    const sentence =
      error instanceof PlumblineError
        ? [error.message, error.facts.serverMessage ?? ''].join(' ').trim()
        : String(error);
    return { state: 'unknown', reason: `Whether you may ${words} could not be asked: ${sentence}` };
  }
}
