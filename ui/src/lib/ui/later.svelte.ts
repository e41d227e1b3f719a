/** Components that the first screen can do without, so that their script is not read before it is shown. */

/** All that there are, in the order in which they were named. */
const named: Later<unknown>[] = [];

/** A component whose script is fetched when it is first wanted, or when the first screen stands. */
export class Later<Part> {
  #part = $state.raw<Part | null>(null);
  #coming: Promise<void> | null = null;

  constructor(private readonly fetch: () => Promise<{ default: Part }>) {
    named.push(this);
  }

  /** The component; nothing until it has come. */
  get part(): Part | null {
    if (this.#part === null) void this.load();
    return this.#part;
  }

  /** Fetches it; one that could not be had is asked for again next time. */
  load(): Promise<void> {
    this.#coming ??= this.fetch().then(
      (module) => void (this.#part = module.default),
      () => void (this.#coming = null),
    );
    return this.#coming;
  }
}

/** Fetches all of them, those included that they name themselves: what is opened next is then there at once. */
export async function loadAll(): Promise<void> {
  for (let at = 0; at < named.length; at += 1) await named[at]?.load();
}
