import type { Row } from '../backend';
import type { Patch } from '../generated/Patch';
import type { Window } from '../generated/Window';
import { bySort } from '../live.svelte';

/** What a view shows of a table's rows, where that is not all of them. */
export type Part<R extends Row> = (rows: R[]) => { rows: R[]; edges: { before: boolean; after: boolean } };

type Listener = { window: Window | null; part: Part<Row> | undefined; held: Map<string, Row>; send: (patch: Patch<Row>) => void };

/** The rows behind one view, and who is looking at them. Sends what changed of each listener's window, like the core. */
export class Table<R extends Row> {
  #rows = new Map<string, R>();
  #listeners = new Map<number, Listener>();

  constructor(rows: R[] = []) {
    for (const row of rows) this.#rows.set(row.id, row);
  }

  get rows(): R[] {
    return [...this.#rows.values()].sort(bySort);
  }

  get(id: string): R | undefined {
    return this.#rows.get(id);
  }

  put(...rows: R[]): void {
    for (const row of rows) this.#rows.set(row.id, row);
    this.#announce();
  }

  /** Changes some fields of a row, if there is one. */
  patch(id: string, change: Partial<R>): void {
    const row = this.#rows.get(id);
    if (row) this.put({ ...row, ...change });
  }

  remove(id: string): void {
    this.#rows.delete(id);
    this.#announce();
  }

  listen(id: number, window: Window | null, send: (patch: Patch<R>) => void, part?: Part<R>): void {
    const listener: Listener = { window, part: part as Part<Row> | undefined, held: new Map(), send: send as Listener['send'] };
    this.#listeners.set(id, listener);
    const { rows, edges } = this.#seen(listener);
    listener.held = new Map(rows.map((row) => [row.id, row]));
    send({ type: 'reset', rows, edges });
  }

  retarget(id: number, window: Window): void {
    const listener = this.#listeners.get(id);
    if (!listener) return;
    listener.window = window;
    this.#update(listener);
  }

  forget(id: number): void {
    this.#listeners.delete(id);
  }

  #announce(): void {
    for (const listener of this.#listeners.values()) this.#update(listener);
  }

  #update(listener: Listener): void {
    const { rows, edges } = this.#seen(listener);
    const now = new Map(rows.map((row) => [row.id, row]));
    const upsert = rows.filter((row) => listener.held.get(row.id) !== row);
    const remove = [...listener.held.keys()].filter((id) => !now.has(id));
    listener.held = now;
    listener.send({ type: 'change', upsert, remove, edges });
  }

  #seen({ window, part }: Listener): ReturnType<Part<R>> {
    const all = this.rows;
    if (part) return (part as unknown as Part<R>)(all);
    if (!window) return { rows: all, edges: { before: false, after: false } };
    const anchor = window.anchor === null ? all.length : all.findIndex((row) => row.id === String(window.anchor));
    const from = Math.max(0, anchor - window.before);
    const to = window.anchor === null ? all.length : Math.min(all.length, anchor + window.after + 1);
    return { rows: all.slice(from, to), edges: { before: from > 0, after: to < all.length } };
  }
}
