import type { MemberRow } from '../ipc/generated/MemberRow';
import type { Peer } from '../ipc/generated/Peer';
import { follow } from './follow.svelte';
import type { Session } from './session.svelte';

/** How many rows are held at a time. */
const HELD = 150;
/** The part that is held moves by this much. */
const STEP = 50;

/** Those who are in a room, as far as they are in sight: of thousands only a part is held. */
export class Members {
  search = $state('');
  /** Those that are held; also while others are on their way. */
  rows = $state.raw<MemberRow[]>([]);
  ready = $state(false);
  /** There are more after them. */
  more = $state(false);
  #first = $state(0);

  constructor(session: Session, peer: () => Peer) {
    const followed = follow<MemberRow>(session, () => ({ type: 'members', peer: peer(), search: this.search.trim(), first: this.#first, count: HELD }));
    $effect(() => {
      const { ready, rows, edges } = followed.live;
      if (!ready) return;
      this.rows = rows;
      this.more = edges.after;
      this.ready = true;
    });
  }

  /** Where in the whole list the first of them stands. */
  get first(): number {
    return this.rows[0]?.sort[0] ?? 0;
  }

  /** Looks for somebody, from the beginning of the list. */
  find(search: string): void {
    this.search = search;
    this.#first = 0;
  }

  /** The reader is at this place of the list: what is around it is held. */
  at(place: number): void {
    this.#first = Math.max(0, Math.floor(place / STEP) * STEP - STEP);
  }
}
