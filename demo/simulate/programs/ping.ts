import { runBusyboxPing } from './ping-busybox.ts';
import { runIputilsPing } from './ping-iputils.ts';
import type { Program } from './program.ts';

/** ping: BusyBox's where the image is BusyBox's, else iputils'. */
export const ping: Program = (start) => (start.machine.busybox ? runBusyboxPing(start) : runIputilsPing(start));
