/**
 * Seconds a connect waits for an answer where nobody says otherwise. The kernel takes 3 s and a little to find that no
 * neighbour answers ARP, which is what becomes of the address of a pod that is gone: a program that gives up after 3
 * calls that a timeout.
 */
export const connectPatience = 4;
