import type { ConnectTool } from '../../tools/connect/tool.ts';
import { bashTool } from '../../tools/bash/tool.ts';
import { curlHttpTool, curlTool } from '../../tools/curl/tool.ts';
import { busyboxNcTool, ncTool } from '../../tools/nc/tool.ts';
import { telnetTool } from '../../tools/telnet/tool.ts';
import { wgetTool } from '../../tools/wget/tool.ts';

/** One way to make a TCP connect. `unbounded` programs have no timeout of their own and run inside `timeout`. */
export interface ConnectForm {
  readonly name: string;
  readonly tool: ConnectTool;
  readonly unbounded: boolean;
  /** It goes on waiting for data after the connect. */
  readonly waits: boolean;
}

/** The name of the form whose silence is read as an answer. */
export const busyboxForm = 'nc of BusyBox';

/** In the order they are tried: those that send nothing first, wget with its HTTP request last. */
export const connectForms: readonly ConnectForm[] = [
  { name: 'nc', tool: ncTool, unbounded: false, waits: false },
  { name: busyboxForm, tool: busyboxNcTool, unbounded: false, waits: false },
  { name: 'bash', tool: bashTool, unbounded: false, waits: false },
  { name: 'curl', tool: curlTool, unbounded: false, waits: true },
  { name: 'telnet', tool: telnetTool, unbounded: true, waits: true },
  { name: 'wget', tool: wgetTool, unbounded: false, waits: true },
];

/** With an HTTP request: tells a server that accepts and stays silent. */
export const httpForms: readonly ConnectForm[] = [
  { name: 'curl with HTTP', tool: curlHttpTool, unbounded: false, waits: false },
  { name: 'wget', tool: wgetTool, unbounded: false, waits: false },
];
