import { arrange, type Item } from '../format/grouping';
import type { ConversationRow } from '../ipc/generated/ConversationRow';
import type { MessageId } from '../ipc/generated/MessageId';
import type { MessageRow } from '../ipc/generated/MessageRow';
import type { Peer } from '../ipc/generated/Peer';
import type { Window } from '../ipc/generated/Window';
import { Live } from '../ipc/live.svelte';
import { may } from './may';
import type { Session } from './session.svelte';

const LATEST: Window = { anchor: null, before: 150, after: 0 };
/** For `goTo`: the newest line. */
export const END = 'end';
/** How far a window reaches in the direction the reader goes, and behind. */
const AHEAD = 200;
const BEHIND = 100;
/** How long a line that one jumped to stays marked (ms). */
const MARKED_FOR = 2000;

/** The lines of one conversation, and which part of them is held. */
export class Timeline {
  readonly live: Live<MessageRow>;

  /** The first unread message when the conversation was opened: its divider stays while one reads. */
  unreadFrom = $state<MessageId | null>(null);
  /** Where the screen is to go: the key of a line, or the end. The screen sets it back when it is there. */
  goTo = $state<string | null>(null);
  /** The keyboard goes there as well. */
  focuses = true;
  /** The line that one jumped to, for a moment. */
  marked = $state<MessageId | null>(null);
  /** Laid out for painting. */
  items: Item[] = $derived.by(() => arrange(this.live.rows, this.unreadFrom));
  /** The newest row is held, so the bottom of the screen is the end of the conversation. */
  atEnd: boolean = $derived.by(() => !this.live.edges.after);

  #target: Window = LATEST;
  #moving: Promise<void> | null = null;
  #marking: ReturnType<typeof setTimeout> | undefined;
  #read: MessageId | null = null;

  constructor(
    private readonly session: Session,
    private readonly peer: Peer,
  ) {
    this.live = new Live(session.backend, session.account, { type: 'timeline', peer }, LATEST);
  }

  /** Starts the query. */
  open(): Promise<void> {
    return this.live.open();
  }

  /** Ends it. */
  close(): void {
    clearTimeout(this.#marking);
    this.live.close();
  }

  /** Sets the unread divider, and goes to it when it lies far back. */
  begin(row: ConversationRow | null): void {
    const first = row?.firstUnread ?? null;
    this.unreadFrom = first;
    if (first === null) return;
    this.goTo = 'unread'; // the key of the divider
    if (!this.live.get(String(first))) void this.#move({ anchor: first, before: BEHIND, after: AHEAD });
  }

  /** The reader comes near an edge while reading `line`: asks for more in that direction. */
  near(edge: { before: boolean; after: boolean }, line: string | null): void {
    const { before, after } = this.live.edges;
    const returning = this.#target.anchor === null && after; // on the way to the newest rows
    if (returning) return;
    const message = (line !== null && this.live.get(line)?.message) || this.#middle();
    if (edge.before && before) void this.#move({ anchor: message, before: AHEAD, after: BEHIND });
    else if (edge.after && after) void this.#move({ anchor: message, before: BEHIND, after: AHEAD });
  }

  /** Goes to the newest line. */
  toEnd(): void {
    this.goTo = END;
    if (!this.atEnd) void this.#move(LATEST);
  }

  /** Goes to a message, however far back it lies, and marks it. */
  async jump(message: MessageId, { focus = true } = {}): Promise<void> {
    this.goTo = String(message);
    this.focuses = focus;
    this.marked = message;
    clearTimeout(this.#marking);
    this.#marking = setTimeout(() => (this.marked = null), MARKED_FOR);
    if (this.live.get(this.goTo)) return;
    await this.#moving; // a step that the scrolling asked for must not swallow this one
    await this.#move({ anchor: message, before: BEHIND, after: AHEAD });
  }

  /** Goes to where the unread messages begin. */
  toUnread(): void {
    const first = this.unreadFrom;
    if (first !== null) void this.jump(first);
  }

  /** The last message of ours whose text can be changed, if one is held and nothing newer is missing. */
  lastOwn(): MessageRow | null {
    return this.atEnd ? (this.live.rows.findLast((row) => may(row).edit) ?? null) : null;
  }

  /** The reader has the newest row in sight: what it says is read. */
  seen(): void {
    const newest = this.live.rows.at(-1);
    if (!newest || !this.atEnd || newest.message === this.#read) return;
    this.#read = newest.message;
    if (this.#target.anchor !== null) void this.#move(LATEST);
    this.session.hint({ type: 'markRead', peer: this.peer, upTo: newest.message });
  }

  /** Something came in unseen: the divider goes before it, unless one stands there already. */
  missed(first: MessageId | null): void {
    const shown = this.unreadFrom;
    const stale = shown === null || (this.#read !== null && shown <= this.#read);
    if (first !== null && stale) this.unreadFrom = first;
  }

  /** Once one answers, the divider has done its work. */
  answered(): void {
    this.unreadFrom = null;
    this.toEnd();
  }

  #middle(): MessageId | null {
    const rows = this.live.rows;
    return rows[rows.length >> 1]?.message ?? null;
  }

  async #move(window: Window): Promise<void> {
    const same = window.anchor === this.#target.anchor && window.before === this.#target.before;
    if (this.#moving || same) return;
    this.#target = window;
    this.#moving = this.live.retarget(window).catch(() => {
      this.#target = LATEST; // refused: the next approach to the edge asks again
      this.goTo = null; // and what was to be gone to will not come
    });
    await this.#moving;
    this.#moving = null;
  }
}
