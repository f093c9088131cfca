/** The API groups that the server has: a CNI brings its own, and leaves them when it goes. */
export class ApiGroups {
  #names: ReadonlySet<string> = new Set();
  #version = 0;

  /** Another number whenever they have changed. */
  get version(): number {
    return this.#version;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  set(names: Iterable<string>): void {
    const next = new Set(names);
    if (next.size === this.#names.size && [...next].every((name) => this.#names.has(name))) return;
    this.#names = next;
    this.#version += 1;
  }
}
