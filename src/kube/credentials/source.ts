/** What proves to the API server who asks. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  /** PEM, certificate chain of the client. */
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Where credentials come from; asked before every request, so it answers from memory while it can. */
export interface CredentialSource {
  current(signal?: AbortSignal): Promise<Credentials>;
  /**
   * After a 401: forgets what it has, when that is what was `refused`; what came since then is kept. True when asking
   * again can give something else.
   */
  renew(refused?: Credentials): boolean;
  /** What `current` is waiting for now, where that can take long. */
  waitingFor?(): Waiting | undefined;
}

/** What requests wait for before they are sent. */
export interface Waiting {
  /** 'The credential plugin aws of user night'. */
  readonly who: string;
  /** What it has said meanwhile, untrusted; empty when nothing. */
  readonly says: string;
}
