import { createContext } from 'svelte';
import { t } from '../i18n/i18n.svelte';
import type { Backend } from '../ipc/backend';
import { asClientError } from '../ipc/errors';
import type { AccountId } from '../ipc/generated/AccountId';
import type { AccountRow } from '../ipc/generated/AccountRow';
import type { ChatRow } from '../ipc/generated/ChatRow';
import type { Command } from '../ipc/generated/Command';
import type { ContactRow } from '../ipc/generated/ContactRow';
import type { InvitationRow } from '../ipc/generated/InvitationRow';
import type { Peer } from '../ipc/generated/Peer';
import type { Preferences } from '../ipc/generated/Preferences';
import type { PreferencesRow } from '../ipc/generated/PreferencesRow';
import type { MessageId } from '../ipc/generated/MessageId';
import type { RequestRow } from '../ipc/generated/RequestRow';
import type { ConversationRow } from '../ipc/generated/ConversationRow';
import { Live } from '../ipc/live.svelte';
import type { TransferRow } from '../ipc/generated/TransferRow';
import { Conversation } from './conversation.svelte';
import { Notices } from './notices.svelte';

/** How long the previous conversation stays while the next one loads, before a skeleton takes its place (ms). */
const PATIENCE = 300;

/** How long the screen is kept back for its first rows and the theme, before it shows itself with a skeleton (ms). */
const FIRST_ROWS = 200;

/** What floats over everything else. */
export type Overlay = 'add-contact' | 'new-group' | 'join-channel' | 'palette' | 'settings' | 'keys' | 'sign-out' | 'block' | 'profile' | null;

/** What the list shows: conversations, or one of the places beside them. */
export type Place = 'chats' | 'requests' | 'archived' | 'contacts';

/** One signed-in account as the window sees it: its lists, and what is selected and open. */
export class Session {
  readonly me: Live<AccountRow>;
  readonly chats: Live<ChatRow>;
  readonly contacts: Live<ContactRow>;
  readonly requests: Live<RequestRow>;
  readonly invitations: Live<InvitationRow>;
  readonly preferences: Live<PreferencesRow>;
  readonly transfers: Live<TransferRow>;
  readonly notices = new Notices();

  /** There is something to show. */
  here = $state(false);
  /** The first screen stands, and what comes after it may come. */
  settled = $state(false);
  /** Whom the user selected. */
  selected = $state<Peer | null>(null);
  /** The message whose picture is looked at by itself. */
  viewing = $state<MessageId | null>(null);
  /** What is shown: lags behind `selected` until its rows have come. */
  shown = $state.raw<Conversation | null>(null);
  /** The contact panel is open. */
  panel = $state(false);
  overlay = $state<Overlay>(null);
  place = $state<Place>('chats');
  /** Whom the user is about to block, with `overlay` at `block`. */
  blocking = $state.raw<ConversationRow | null>(null);

  constructor(
    readonly backend: Backend,
    readonly account: AccountId,
  ) {
    this.me = new Live(backend, account, { type: 'account' });
    this.chats = new Live(backend, account, { type: 'chats' });
    this.contacts = new Live(backend, account, { type: 'contacts' });
    this.requests = new Live(backend, account, { type: 'requests' });
    this.invitations = new Live(backend, account, { type: 'invitations' });
    this.transfers = new Live(backend, account, { type: 'transfers' });
    this.preferences = new Live(backend, account, { type: 'preferences' });
  }

  /** Starts listening; returns how to stop. */
  start(): () => void {
    // All that the first screen shows; contacts are looked for later.
    const first = [this.chats, this.preferences, this.me, this.requests];
    const lists = [...first, this.contacts, this.invitations, this.transfers];
    for (const list of lists) void list.open();
    const late = new Promise((pass) => setTimeout(pass, FIRST_ROWS));
    void Promise.race([Promise.all(first.map((list) => list.arrived)), late]).then(() => (this.here = true));
    return () => {
      this.hint({ type: 'focus', peer: null, active: false, atBottom: false });
      for (const list of lists) list.close();
      this.shown?.close();
      this.shown = null;
    };
  }

  /** Where a picture is; nowhere while the first screen has not painted its rows. */
  picture(hash: string | null | undefined): string | undefined {
    return hash && this.settled ? this.backend.media(this.account, `avatar/${hash}`) : undefined;
  }

  /** Does something; a refusal is told in a notice, since no row can. Resolves to whether it was accepted. */
  async act(command: Command): Promise<boolean> {
    try {
      await this.backend.dispatch(this.account, command);
      return true;
    } catch (thrown) {
      this.notices.error(asClientError(thrown).code);
      return false;
    }
  }

  /** Like `act`, for what the user did not ask for in so many words: a failure is nobody's news. */
  hint(command: Command): void {
    this.backend.dispatch(this.account, command).catch(() => undefined);
  }

  /** Selects a conversation. The previous one stays on screen until the rows of this one are there. */
  select(peer: Peer): void {
    if (this.selected === peer) return;
    this.selected = peer;
    // Whom one looks at, one may write to: who cannot read it is said before, and their devices are shown.
    this.hint({ type: 'openChat', peer });
    const next = this.#lasting(peer);
    void Promise.race([next.open(), new Promise((late) => setTimeout(late, PATIENCE))]).then(() => {
      if (this.selected === peer) this.#show(next);
      else next.close();
    });
  }

  /** A conversation that outlives the effect it may be opened from: what is derived within an effect ends with it. */
  #lasting(peer: Peer): Conversation {
    const known = this.chats.get(peer) ?? this.contacts.get(peer) ?? this.requests.get(peer) ?? null;
    let made!: Conversation;
    $effect.root(() => void (made = new Conversation(this, peer, known)));
    return made;
  }

  /** Makes sure there is a conversation, and selects it. */
  async converse(peer: Peer): Promise<void> {
    if (this.chats.get(peer) || (await this.act({ type: 'openChat', peer }))) this.select(peer);
  }

  /** Asks whether to block somebody. */
  block(row: ConversationRow): void {
    this.blocking = row;
    this.overlay = 'block';
  }

  /** Back to the list. */
  deselect(): void {
    this.selected = null;
    this.panel = false;
    this.#show(null);
  }

  /** The conversation `by` rows below the selected one, among the unread ones only if `unread`. */
  neighbour(by: 1 | -1, unread: boolean): Peer | null {
    const rows = this.chats.rows;
    const from = rows.findIndex((row) => row.peer === this.selected);
    const start = from === -1 && by === -1 ? rows.length : from;
    for (let at = start + by; at >= 0 && at < rows.length; at += by) {
      const row = rows[at];
      if (row && (!unread || row.unread > 0)) return row.peer;
    }
    return null;
  }

  /** Changes one of the user's choices. */
  prefer(change: Partial<Preferences>): void {
    const row = this.preferences.only;
    if (!row) return;
    const { id: _id, sort: _sort, ...preferences } = row;
    void this.act({ type: 'setPreferences', preferences: { ...preferences, ...change } });
  }

  #show(next: Conversation | null): void {
    this.shown?.close();
    this.shown = next;
  }
}

export const [useSession, provideSession] = createContext<Session>();

/** What somebody is called here: oneself is where one keeps things. */
export function nameOf(session: Session, peer: Peer, name: string): string {
  return peer === session.me.only?.jid ? t('saved-messages') : name;
}
