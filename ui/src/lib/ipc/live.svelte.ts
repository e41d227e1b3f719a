import { asClientError } from './errors';
import type { Backend, Row } from './backend';
import type { AccountId } from './generated/AccountId';
import type { ClientError } from './generated/ClientError';
import type { Edges } from './generated/Edges';
import type { Patch } from './generated/Patch';
import type { View } from './generated/View';
import type { Window } from './generated/Window';

const NO_EDGES: Edges = { before: false, after: false };

/** Orders rows as Rust computed it. */
export function bySort(a: Row, b: Row): number {
  return a.sort[0] - b.sort[0] || a.sort[1] - b.sort[1] || (a.id < b.id ? -1 : 1);
}

/**
 * The rows of one live query, kept by key. Patches are idempotent, so a repeated or late one does no harm.
 * Rows are replaced whole and never written to: whoever holds one can compare by identity.
 */
export class Live<R extends Row> {
  #held = new Map<string, R>();
  #version = $state(0);
  #subscription: number | null = null;
  #closed = false;
  #arrive: () => void = () => undefined;

  /** Resolves when the first rows have come, or will not. */
  readonly arrived = new Promise<void>((resolve) => (this.#arrive = resolve));
  /** Whether the view goes on beyond the rows held. */
  edges = $state.raw<Edges>(NO_EDGES);
  /** The first rows have come (there may be none). */
  ready = $state(false);
  /** Why there are no rows, if the query was refused. */
  problem = $state.raw<ClientError | null>(null);

  /** All rows in order. Sorted once per frame however many patches came. */
  rows: R[] = $derived.by(() => {
    void this.#version;
    return [...this.#held.values()].sort(bySort);
  });

  /** The only row of a view that has one. */
  only: R | null = $derived(this.rows[0] ?? null);

  constructor(
    private readonly backend: Backend,
    private readonly account: AccountId | null,
    private readonly view: View,
    private readonly window: Window | null = null,
  ) {}

  /** Starts the query. */
  async open(): Promise<void> {
    try {
      const id = await this.backend.subscribe<R>(this.account, this.view, this.window, (patch) => this.apply(patch));
      if (this.#closed) await this.backend.unsubscribe(id);
      else this.#subscription = id;
    } catch (thrown) {
      this.problem = asClientError(thrown);
      this.#arrived();
    }
  }

  /** Moves the window of a windowed view. */
  async retarget(window: Window): Promise<void> {
    if (this.#subscription !== null) await this.backend.retarget(this.#subscription, window);
  }

  /** Ends the query. The rows stay, for whatever is fading out. */
  close(): void {
    this.#closed = true;
    if (this.#subscription !== null) void this.backend.unsubscribe(this.#subscription);
    this.#subscription = null;
  }

  /** One row by its key. */
  get(id: string): R | undefined {
    void this.#version;
    return this.#held.get(id);
  }

  /** Takes one patch in. */
  apply(patch: Patch<R>): void {
    if (this.#closed) return;
    if (patch.type === 'reset') {
      this.#held = new Map(patch.rows.map((row) => [row.id, row]));
    } else {
      for (const id of patch.remove) this.#held.delete(id);
      for (const row of patch.upsert) this.#held.set(row.id, row);
    }
    this.edges = patch.edges;
    this.#version += 1;
    this.#arrived();
  }

  #arrived(): void {
    this.ready = true;
    this.#arrive();
  }
}
