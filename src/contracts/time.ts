/** A moment: milliseconds since the Unix epoch, on the clock of the machine that took it. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Duration = number;
