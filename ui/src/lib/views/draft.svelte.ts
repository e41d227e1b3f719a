import type { Peer } from '../ipc/generated/Peer';
import type { Session } from './session.svelte';

/** How long after the last key a draft is kept (ms). */
const KEEP_AFTER = 800;
/** How long after the last key we no longer count as writing (ms). */
const PAUSE_AFTER = 5000;
/** The longest text the core takes, in bytes. */
const MOST_BYTES = 60_000;

/** What is being written in one conversation. */
export class Draft {
  text = $state('');
  /** Longer than can be sent. */
  tooLong: boolean = $derived(this.text.length * 3 > MOST_BYTES && new Blob([this.text]).size > MOST_BYTES);
  /** There is something to send. */
  sendable: boolean = $derived(this.text.trim() !== '' && !this.tooLong);

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
    if (!this.#touched) this.text = kept;
  }

  /** The user wrote. */
  write(text: string): void {
    this.#touched = true;
    this.text = text;
    this.#say(text !== '');
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.keep(), KEEP_AFTER);
  }

  /** Keeps what is written now, if it changed. */
  keep(): void {
    clearTimeout(this.#keeping);
    this.#say(false);
    if (!this.#touched || this.text === this.#kept) return;
    this.#kept = this.text;
    this.session.hint({ type: 'saveDraft', peer: this.peer, text: this.text });
  }

  /** Sends it. The text leaves the composer at once and comes back if it was refused. */
  async send(): Promise<void> {
    if (!this.sendable) return;
    const text = this.text;
    clearTimeout(this.#keeping);
    clearTimeout(this.#pausing);
    this.#composing = false; // the message itself says that we stopped writing (XEP-0085 §5.3)
    this.text = '';
    const accepted = await this.session.act({ type: 'send', peer: this.peer, text });
    if (!accepted && this.text === '') this.text = text;
    else if (this.#kept !== '') this.session.hint({ type: 'saveDraft', peer: this.peer, text: this.text });
    this.#kept = this.text;
  }

  #say(composing: boolean): void {
    clearTimeout(this.#pausing);
    if (composing) this.#pausing = setTimeout(() => this.#say(false), PAUSE_AFTER);
    if (this.#composing === composing) return;
    this.#composing = composing;
    this.session.hint({ type: 'typing', peer: this.peer, composing });
  }
}
