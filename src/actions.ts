import { defineAction } from './actions/define.ts';
import type { Action } from './contracts/action.ts';

/**
 * Every action, in the order of the palette and of `?`. One registry feeds keys, palette, `?`, hint line and headless
 * names; keys here are plumbline's own preset.
 */
export const actions: readonly Action[] = [
  // A link, wherever a row stands for an endpoint.
  defineAction('mark-source', 'mark as source', 'global', ['s'], { hint: 'source' }),
  defineAction('mark-destination', 'mark as destination', 'global', ['d'], { hint: 'destination' }),
  defineAction('type-source', 'type or search the source', 'global', ['<']),
  defineAction('type-destination', 'type or search the destination', 'global', ['>']),
  defineAction('edit-link', 'edit the link: ends, protocol, port', 'global', ['E']),
  defineAction('swap', 'swap source and destination', 'global', ['w'], { hint: 'swap' }),
  defineAction('recent-links', 'choose among recent links', 'global', ['R']),
  defineAction('pin-link', 'pin the link, to compare another with it', 'global', ['P']),
  defineAction('second-link', 'choose a second link to draw over this one', 'global', ['O']),
  defineAction('exchange-links', 'exchange the link and the pinned one', 'global', ['X']),

  // What the policies declare.
  defineAction('verdict', 'explain what the policies declare for the link', 'global', ['V'], {
    hint: 'verdict',
    headless: 'policy explain',
  }),
  defineAction('matrix', 'show who may reach whom by the policies', 'global', ['M'], {
    headless: 'policy connections',
  }),
  defineAction('lint', 'show what is amiss with the policies', 'policies', ['l'], {
    hint: 'amiss',
    headless: 'policy lint',
  }),

  // Probes.
  defineAction('ping', 'start or stop ping', 'global', ['p'], { hint: 'ping', headless: 'probe latency' }),
  defineAction('bandwidth', 'measure bandwidth', 'global', ['b'], { hint: 'bandwidth', headless: 'probe bandwidth' }),
  defineAction('connect', 'start or stop TCP connects', 'global', ['t'], {
    hint: 'connect',
    headless: 'probe connect',
  }),
  defineAction('dns', 'resolve the destination in the source pod', 'global', ['n'], {
    hint: 'DNS',
    headless: 'probe dns',
  }),
  defineAction('capture', 'capture packets of the link, at both ends', 'global', ['c'], {
    hint: 'capture',
    headless: 'capture',
  }),
  defineAction('stop', 'stop what runs', 'global', ['x'], { hint: 'stop' }),

  // Lists.
  defineAction('up', 'go one row up', 'list', ['up', 'k']),
  defineAction('down', 'go one row down', 'list', ['down', 'j']),
  defineAction('page-up', 'go one page up', 'list', ['pageup', 'ctrl+b']),
  defineAction('page-down', 'go one page down', 'list', ['pagedown', 'ctrl+f']),
  defineAction('first', 'go to the first row', 'list', ['home', 'g']),
  defineAction('last', 'go to the last row', 'list', ['end', 'G']),
  defineAction('open', 'open the selected row', 'list', ['enter'], { hint: 'open' }),
  defineAction('filter', 'filter the list', 'global', ['/'], { hint: 'filter' }),
  defineAction('next-list', 'show the next kind of row', 'cluster', [']', 'v'], { hint: 'next list' }),
  defineAction('previous-list', 'show the previous kind of row', 'cluster', ['[']),
  defineAction('describe', 'show conditions and recent events', 'cluster', ['i'], { hint: 'details' }),
  defineAction('sort', 'sort by the next column', 'cluster', ['o']),
  defineAction('logs', 'show the recent log', 'cni', ['l'], { hint: 'log' }),
  defineAction('look-again', 'look into the nodes again', 'cni', ['u'], { hint: 'look', headless: 'cni' }),
  defineAction('cni-settings', 'show the CNI as a whole: settings and findings', 'cni', ['i'], { headless: 'cni' }),

  // Charts.
  defineAction('freeze', 'freeze or resume the charts', 'global', ['f'], { hint: 'freeze' }),
  defineAction('reset', 'reset the latency statistics', 'global', ['r'], { hint: 'reset' }),

  defineAction('chart-longer', 'make the time axis longer', 'chart', ['-']),
  defineAction('chart-shorter', 'make the time axis shorter', 'chart', ['+', '=']),
  defineAction('chart-earlier', 'hold the chart and read out an earlier sample', 'chart', ['left', 'h']),
  defineAction('chart-later', 'read out a later sample', 'chart', ['right', 'l']),
  defineAction('chart-live', 'follow the newest sample again', 'chart', ['end', 'G']),

  // The checklist.
  defineAction('tick', 'tick or untick the item', 'checklist', ['space'], { hint: 'tick' }),
  defineAction('not-applicable', 'mark the item not applicable', 'checklist', ['-'], { hint: 'n/a' }),
  defineAction('note', 'write a note on the item', 'checklist', ['i'], { hint: 'note' }),

  // Getting about.
  defineAction('pane-cluster', 'go to Cluster', 'global', ['1']),
  defineAction('pane-cni', 'go to CNI', 'global', ['2']),
  defineAction('pane-policies', 'go to Policies', 'global', ['3']),
  defineAction('pane-link', 'go to Link', 'global', ['4']),
  defineAction('pane-latency', 'go to Latency', 'global', ['5']),
  defineAction('pane-bandwidth', 'go to Bandwidth', 'global', ['6']),
  defineAction('pane-checklist', 'go to Checklist', 'global', ['7']),
  defineAction('next-pane', 'go to the next pane', 'global', ['tab']),
  defineAction('previous-pane', 'go to the previous pane', 'global', ['shift+tab']),
  defineAction('zoom', 'zoom the pane, or return', 'global', ['z'], { hint: 'zoom' }),
  defineAction('evidence', 'show the evidence behind the selection', 'global', ['e'], { hint: 'evidence' }),
  defineAction('copy', 'copy the selection or its command', 'global', ['y'], { hint: 'copy' }),
  defineAction('problem', 'read in full what is wrong', 'global', ['!']),
  defineAction('node-facts', "read the node's network: what is amiss first", 'global', ['F'], {
    headless: 'node facts',
  }),
  defineAction('node-logs', 'show the logs of the node: kubelet, kernel…', 'global', ['J'], { headless: 'node logs' }),
  defineAction('node-debug-pod', 'make a debug pod on the node', 'global', ['N'], {
    headless: 'node exec',
  }),
  defineAction('host-keys', 'compare and trust host keys that nodes offer', 'global', ['K']),
  defineAction('helpers', 'list the helpers made in the cluster', 'global', ['H'], { headless: 'cleanup' }),
  defineAction('login', 'log in: lend the terminal to what waits for it', 'global', ['L']),
  defineAction('switch-context', 'switch to another context', 'global', ['C'], { headless: 'contexts' }),
  defineAction('palette', 'run any action by name', 'global', [':'], { hint: 'command' }),
  defineAction('help', 'show the keys that work now', 'global', ['?'], { hint: 'keys' }),
  defineAction('back', 'go back', 'global', ['escape']),
  defineAction('suspend', 'suspend to the shell', 'global', ['ctrl+z']),
  defineAction('redraw', 'draw the screen anew', 'global', ['ctrl+l']),
  defineAction('quit', 'quit', 'global', ['q']),
  defineAction('interrupt', 'stop what runs, then quit', 'global', ['ctrl+c']),
];
