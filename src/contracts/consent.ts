/** observe: look and probe with what is there; probe: also create helpers; write: also change things. */
export type Mode = 'observe' | 'probe' | 'write';

/** What a request would do to the cluster or a node; the gate weighs it against the mode. */
export type Intent =
  | { readonly kind: 'read' } // get, list, watch, logs, access reviews, server-side dry runs
  // exec of a program from the read-only catalogue, or a bounded probe; `ownScript` when a shell runs a script of plumbline's own
  | { readonly kind: 'run'; readonly program: string; readonly ownScript?: true }
  | { readonly kind: 'create-helper'; readonly what: string } // ephemeral container, probe pod, debug pod, mesh job
  | { readonly kind: 'remove-helper'; readonly what: string } // a probe pod of plumbline's own, by its name
  | { readonly kind: 'change'; readonly what: string } // any other mutation
  | { readonly kind: 'run-arbitrary'; readonly command: string }; // a command outside the catalogue

export type Consent =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly needs: Mode; readonly sentence: string };
