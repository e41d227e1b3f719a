import type { Command } from '../ipc/generated/Command';
import type { ConversationRow } from '../ipc/generated/ConversationRow';
import type { MessageRow } from '../ipc/generated/MessageRow';
import type { Peer } from '../ipc/generated/Peer';
import type { Session } from './session.svelte';

/** How long after the last key a draft is kept (ms). */
const KEEP_AFTER = 800;
/** How long after the last key we no longer count as writing (ms). */
const PAUSE_AFTER = 5000;
/** The longest text the core takes, in bytes. */
const MOST_BYTES = 60_000;

/** Nothing is written. */
const NOTHING = JSON.stringify(['', 0, 0, '']);

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
  #kept = NOTHING;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #pausing: ReturnType<typeof setTimeout> | undefined;
  #composing = false;
  #touched = false;

  constructor(
    private readonly session: Session,
    private readonly peer: Peer,
  ) {}

  /** Takes up what was kept, unless the user was quicker. */
  start(row: Pick<ConversationRow, 'draft' | 'draftReply' | 'draftEdit'> | null): void {
    if (!row) return;
    const { draft, draftReply, draftEdit } = row;
    const quicker = this.#touched || this.about !== null;
    if (quicker) return;
    this.text = draft;
    this.about = draftReply ? { kind: 'reply', row: draftReply } : null;
    if (draftEdit) {
      this.edit(draftEdit.row);
      this.text = draftEdit.text;
    }
    this.#kept = this.#state;
  }

  /** The user wrote. */
  write(text: string): void {
    this.text = text;
    this.#touched = true;
    if (!this.editing) this.#say(text !== ''); // a new message, which the other side waits for
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.keep(), KEEP_AFTER);
  }

  /** What is being written answers a message. */
  reply(row: MessageRow): void {
    if (this.editing) this.cancel();
    this.about = { kind: 'reply', row };
    this.keep();
  }

  /** Takes up the text of a message of ours, to change it. What was being written waits. */
  edit(row: MessageRow): void {
    if (row.entry.type !== 'message' || row.entry.text === null) return;
    if (this.editing) this.cancel();
    this.#aside = { text: this.text, about: this.about };
    this.about = { kind: 'edit', row };
    this.text = row.entry.text;
  }

  /** Answers, or changes, nothing after all. */
  cancel(): void {
    if (this.editing) ({ text: this.text, about: this.about } = this.#aside);
    else this.about = null;
    this.keep();
  }

  /** Keeps what is written now, if it changed. */
  keep(): void {
    clearTimeout(this.#keeping);
    this.#say(false);
    const state = this.#state;
    if (state === this.#kept) return;
    this.#kept = state;
    this.session.hint(this.#saving);
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
    else if (this.#kept !== NOTHING) this.session.hint(this.#saving);
    this.#kept = this.#state;
  }

  /** Sends it later instead. Resolves to whether that was accepted. */
  async schedule(at: number): Promise<boolean> {
    if (!this.sendable || this.editing) return false;
    const { text, about } = this;
    const replyTo = about ? { replyTo: about.row.message } : {};
    const accepted = await this.session.act({ type: 'schedule', peer: this.peer, text, at, ...replyTo });
    if (accepted && this.text === text) [this.text, this.about] = ['', null];
    if (accepted) this.#kept = this.#state;
    return accepted;
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

  /** What is to be kept: the draft, also while a correction has its place, and that. */
  get #saving(): Extract<Command, { type: 'saveDraft' }> {
    const { text, about } = this.about?.kind === 'edit' ? this.#aside : this;
    const reply = about ? { replyTo: about.row.message } : {};
    const editing = this.about?.kind === 'edit' ? { editing: { message: this.about.row.message, text: this.text } } : {};
    return { type: 'saveDraft', peer: this.peer, text, ...reply, ...editing };
  }

  /** The same, to be compared. */
  get #state(): string {
    const { text, replyTo = 0, editing } = this.#saving;
    return JSON.stringify([text, replyTo, editing?.message ?? 0, editing?.text ?? '']);
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
