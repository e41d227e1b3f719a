import type { MessageRow } from '../ipc/generated/MessageRow';
import type { Peer } from '../ipc/generated/Peer';
import type { Session } from './session.svelte';

/** How long after the last key a draft is kept (ms). */
const KEEP_AFTER = 800;
/** How long after the last key we no longer count as writing (ms). */
const PAUSE_AFTER = 5000;
/** The longest text the core takes, in bytes. */
const MOST_BYTES = 60_000;

/** The message that what is being written is about: it answers it, or takes the place of its text. */
export interface About {
  kind: 'reply' | 'edit';
  row: MessageRow;
}

/** What is being written in one conversation. */
export class Draft {
  text = $state('');
  /** Nothing if it is a message like any other. */
  about = $state.raw<About | null>(null);
  /** It takes the place of an earlier text. */
  editing: boolean = $derived(this.about?.kind === 'edit');
  /** Longer than can be sent. */
  tooLong: boolean = $derived(this.text.length * 3 > MOST_BYTES && new Blob([this.text]).size > MOST_BYTES);
  /** There is something to send. */
  sendable: boolean = $derived(this.text.trim() !== '' && !this.tooLong);

  /** What a correction interrupted. */
  #aside: { text: string; about: About | null } = { text: '', about: null };
  #kept = '';
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #pausing: ReturnType<typeof setTimeout> | undefined;
  #composing = false;
  #touched = false;

  constructor(
    private readonly session: Session,
    private readonly peer: Peer,
  ) {}

  /** Takes up what was kept, unless the user was quicker. */
  start(kept: string): void {
    this.#kept = kept;
    if (this.#touched) return;
    if (this.editing) this.#aside.text = kept;
    else this.text = kept;
  }

  /** The user wrote. */
  write(text: string): void {
    this.text = text;
    if (this.editing) return; // neither a draft, nor a new message that the other side waits for
    this.#touched = true;
    this.#say(text !== '');
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.keep(), KEEP_AFTER);
  }

  /** What is being written answers a message. */
  reply(row: MessageRow): void {
    if (this.editing) this.cancel();
    this.about = { kind: 'reply', row };
  }

  /** Takes up the text of a message of ours, to change it. What was being written waits. */
  edit(row: MessageRow): void {
    if (row.entry.type !== 'message' || row.entry.text === null) return;
    if (this.editing) this.cancel();
    this.keep();
    this.#aside = { text: this.text, about: this.about };
    this.about = { kind: 'edit', row };
    this.text = row.entry.text;
  }

  /** Answers, or changes, nothing after all. */
  cancel(): void {
    if (!this.editing) {
      this.about = null;
      return;
    }
    ({ text: this.text, about: this.about } = this.#aside);
  }

  /** Keeps what is written now, if it changed. */
  keep(): void {
    clearTimeout(this.#keeping);
    this.#say(false);
    const text = this.#draft;
    if (!this.#touched || text === this.#kept) return;
    this.#kept = text;
    this.session.hint({ type: 'saveDraft', peer: this.peer, text });
  }

  /** Sends it. The text leaves the composer at once and comes back if it was refused. */
  async send(): Promise<void> {
    if (!this.sendable) return;
    if (this.about?.kind === 'edit') return this.#correct(this.about.row);
    const { text, about } = this;
    clearTimeout(this.#keeping);
    clearTimeout(this.#pausing);
    this.#composing = false; // the message itself says that we stopped writing (XEP-0085 §5.3)
    this.text = '';
    this.about = null;
    const replyTo = about ? { replyTo: about.row.message } : {};
    const accepted = await this.session.act({ type: 'send', peer: this.peer, text, ...replyTo });
    if (!accepted && this.#isIdle('')) [this.text, this.about] = [text, about];
    else if (this.#kept !== '') this.session.hint({ type: 'saveDraft', peer: this.peer, text: this.#draft });
    this.#kept = this.#draft;
  }

  async #correct(row: MessageRow): Promise<void> {
    const { text } = this;
    this.cancel();
    if (row.entry.type === 'message' && text === row.entry.text) return;
    const waiting = this.text;
    const accepted = await this.session.act({ type: 'correct', message: row.message, text });
    if (accepted || !this.#isIdle(waiting)) return;
    this.edit(row);
    this.text = text;
  }

  /** What is a draft, also while a correction has its place. */
  get #draft(): string {
    return this.editing ? this.#aside.text : this.text;
  }

  /** Nothing was begun since. */
  #isIdle(text: string): boolean {
    return this.text === text && !this.editing;
  }

  #say(composing: boolean): void {
    clearTimeout(this.#pausing);
    if (composing) this.#pausing = setTimeout(() => this.#say(false), PAUSE_AFTER);
    if (this.#composing === composing) return;
    this.#composing = composing;
    this.session.hint({ type: 'typing', peer: this.peer, composing });
  }
}
