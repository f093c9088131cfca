/** What ssh's own words say about why there is no connection. */
export type OpenSshFailure =
  | { readonly kind: 'unknown-key' }
  /** `at` is `file:line` of the key that was expected. */
  | { readonly kind: 'changed-key'; readonly offered: string; readonly at: string }
  | { readonly kind: 'revoked-key' }
  | { readonly kind: 'login-refused' }
  | { readonly kind: 'not-reached' };

/** Reads the stderr of an ssh that ended with 255 in the C locale. A jump host's failure reads the same. Total. */
export function readOpenSshFailure(stderr: string): OpenSshFailure {
  if (/REVOKED HOST KEY DETECTED|host key .* is revoked/i.test(stderr)) return { kind: 'revoked-key' };
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) {
    return {
      kind: 'changed-key',
      offered: /SHA256:[A-Za-z0-9+/]+/.exec(stderr)?.[0] ?? '',
      at: /Offending \S+ key in (.+:\d+)/.exec(stderr)?.[1] ?? '',
    };
  }
  if (/No \S+ host key is known for |Host key verification failed/.test(stderr)) return { kind: 'unknown-key' };
  return /Permission denied \(|Too many authentication failures/.test(stderr)
    ? { kind: 'login-refused' }
    : { kind: 'not-reached' };
}
