import { createContext } from 'svelte';
import { clock } from '../format/time';
import { language } from '../i18n/i18n.svelte';
import type { Backend, HostEvents } from '../ipc/backend';
import { asClientError } from '../ipc/errors';
import type { AccountId } from '../ipc/generated/AccountId';
import type { AccountRow } from '../ipc/generated/AccountRow';
import type { AppCommand } from '../ipc/generated/AppCommand';
import type { ErrorCode } from '../ipc/generated/ErrorCode';
import type { Peer } from '../ipc/generated/Peer';
import type { ProfileRow } from '../ipc/generated/ProfileRow';
import { Live } from '../ipc/live.svelte';

/** The program as a whole: whether it is unlocked, which accounts there are, and which of them is shown. */
export class App {
  readonly profile: Live<ProfileRow>;
  readonly accounts: Live<AccountRow>;

  /** The account the user chose; the first one until then. */
  #chosen = $state<AccountId | null>(null);
  #wanted = $state.raw<HostEvents['open-chat'] | null>(null);
  /** The sign-in screen was asked for although there are accounts. */
  adding = $state(false);

  /** The account that is shown. */
  current: AccountRow | null = $derived.by(
    () => this.accounts.rows.find((row) => row.account === this.#chosen) ?? this.accounts.only,
  );

  constructor(readonly backend: Backend) {
    this.profile = new Live(backend, null, { type: 'profile' });
    this.accounts = new Live(backend, null, { type: 'accounts' });
  }

  /** Starts listening; returns how to stop. */
  start(): () => void {
    void this.profile.open();
    void this.accounts.open();
    // The first time of day takes 8 ms, most of which pass while the rows are on their way.
    clock(Date.now(), language.locale);
    return () => {
      this.profile.close();
      this.accounts.close();
    };
  }

  /** Shows another account. */
  choose(account: AccountId): void {
    this.#chosen = account;
    this.adding = false;
  }

  /** Shows a conversation of any account: a notification was clicked. */
  show(chat: HostEvents['open-chat']): void {
    this.choose(chat.account);
    this.#wanted = chat;
  }

  /** Whom that account is to show, if anybody; answers once. */
  takeWanted(account: AccountId): Peer | null {
    const wanted = this.#wanted;
    if (wanted?.account !== account) return null;
    this.#wanted = null;
    return wanted.peer;
  }

  /** Does something about the program; resolves to why it did not work, or nothing. */
  async act(command: AppCommand): Promise<ErrorCode | null> {
    try {
      const reply = await this.backend.dispatch(null, command);
      if (reply.type === 'signedIn') this.choose(reply.account);
      return null;
    } catch (thrown) {
      return asClientError(thrown).code;
    }
  }
}

export const [useApp, provideApp] = createContext<App>();
