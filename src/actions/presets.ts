/**
 * What k9s users' fingers know, where it differs from plumbline's own keys: `d` describes, `c` copies, ctrl+r refreshes,
 * so marking an end takes shift (the pane's own `enter` opens a row in either preset).
 */
export const k9sBindings: Readonly<Record<string, readonly string[]>> = {
  open: ['enter', 'd'],
  copy: ['c'],
  capture: ['T'],
  'mark-source': ['S'],
  'mark-destination': ['D'],
  'type-source': ['ctrl+s'],
  'type-destination': ['ctrl+t'],
  reset: ['ctrl+r'],
  'next-list': [']', 'right'],
  'previous-list': ['[', 'left'],
  zoom: ['ctrl+w'],
};
