import type { Segment } from '../format/links';
import type { ConversationRow } from '../ipc/generated/ConversationRow';
import type { MessageId } from '../ipc/generated/MessageId';
import type { MessageRow } from '../ipc/generated/MessageRow';
import type { Peer } from '../ipc/generated/Peer';
import type { ScheduledRow } from '../ipc/generated/ScheduledRow';
import { Live } from '../ipc/live.svelte';
import { Attaching } from './attaching.svelte';
import { Draft } from './draft.svelte';
import { nameOf, type Session } from './session.svelte';
import { Timeline } from './timeline.svelte';

/** What is known of a conversation before its own row has come. */
interface Sketch {
  name: string;
  presence?: ConversationRow['presence'];
}

/** What lies over the lines of a conversation, and which of them it is about. */
export type Over =
  | { kind: 'menu' | 'picker' | 'emoji'; row: MessageRow; at: Element | { x: number; y: number } }
  | { kind: 'versions'; row: MessageRow }
  | { kind: 'retract' | 'forward'; rows: MessageRow[] }
  | { kind: 'schedule'; scheduled?: ScheduledRow }
  | { kind: 'link'; link: Extract<Segment, { kind: 'link' }> };

/** What stands beside the conversation. */
export type Pane = { kind: 'thread'; message: MessageId } | { kind: 'pinned' | 'scheduled' };

/** One open conversation: its header, its lines, and what is being written. */
export class Conversation {
  readonly timeline: Timeline;
  readonly draft: Draft;
  readonly attaching: Attaching;
  readonly #live: Live<ConversationRow>;

  /** The newest row is held and in sight. */
  atBottom = $state(true);
  over = $state.raw<Over | null>(null);
  pane = $state.raw<Pane | null>(null);
  /** One looks for something in it. */
  finding = $state(false);
  /** The messages that are chosen, while one chooses. */
  chosen = $state.raw<ReadonlySet<MessageId> | null>(null);

  /** Everything header and composer show, once it is there. */
  row: ConversationRow | null = $derived.by(() => this.#live.only);
  name: string = $derived.by(() => nameOf(this.session, this.peer, this.#live.only?.name ?? this.sketch?.name ?? this.peer));
  presence: ConversationRow['presence'] = $derived.by(
    () => this.#live.only?.presence ?? this.sketch?.presence ?? 'offline',
  );

  constructor(
    readonly session: Session,
    readonly peer: Peer,
    private readonly sketch: Sketch | null,
  ) {
    this.#live = new Live(session.backend, session.account, { type: 'conversation', peer });
    this.timeline = new Timeline(session, peer);
    this.draft = new Draft(session, peer);
    this.attaching = new Attaching(session, peer);
  }

  /** Starts both queries; resolves when the first rows of both are there. */
  async open(): Promise<void> {
    await Promise.all([this.#live.open(), this.timeline.open()]);
    await Promise.all([this.#live.arrived, this.timeline.live.arrived]);
    this.draft.start(this.#live.only);
    this.timeline.begin(this.#live.only);
  }

  /** Chooses a message, or no longer; the last one that is no longer chosen ends it. */
  choose(message: MessageId): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(message)) chosen.add(message);
    this.chosen = chosen.size > 0 ? chosen : null;
  }

  /** Ends them, keeping what was written. */
  close(): void {
    this.draft.keep();
    this.attaching.clear();
    this.session.viewing = null;
    this.#live.close();
    this.timeline.close();
  }
}
