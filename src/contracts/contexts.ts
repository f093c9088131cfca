import type { Duration } from './time.ts';

/** One context of the kubeconfig, as the picker shows it; nothing was asked of its server for that. */
export interface ContextRow {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
  /** Empty when the kubeconfig does not say it. */
  readonly server: string;
  /** What asks the operator before there are credentials: 'plugin aws', 'a passphrase'. Undefined when nothing does. */
  readonly asks: string | undefined;
}

/** Whether a context's API server answers, found out without running what could ask the operator for something. */
export type ContextHealth =
  /** `latency` is one request's way there and back on an open connection. `version` is undefined where it may not be read. */
  | { readonly state: 'answers'; readonly version: string | undefined; readonly latency: Duration }
  /** It answers, and takes the credentials for wrong or out of date. */
  | { readonly state: 'refuses'; readonly sentence: string }
  | { readonly state: 'unreachable'; readonly sentence: string }
  /** The kubeconfig's entry cannot be used. */
  | { readonly state: 'broken'; readonly sentence: string };
