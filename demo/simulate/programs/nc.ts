import { busyboxNc } from './nc-busybox.ts';
import { openbsdNc } from './nc-openbsd.ts';
import type { Program } from './program.ts';

/** nc: BusyBox's where the image is BusyBox's, else OpenBSD's. */
export const nc: Program = (start) => (start.machine.busybox ? busyboxNc(start) : openbsdNc(start));
