import { busyboxNslookup } from './nslookup-busybox.ts';
import { bindNslookup } from './nslookup-bind.ts';
import type { Program } from './program.ts';

/** nslookup: BusyBox's where the image is BusyBox's, else BIND's. */
export const nslookup: Program = (start) => (start.machine.busybox ? busyboxNslookup(start) : bindNslookup(start));
