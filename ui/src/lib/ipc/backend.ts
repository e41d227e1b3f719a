import type { AccountId } from './generated/AccountId';
import type { AppCommand } from './generated/AppCommand';
import type { Command } from './generated/Command';
import type { Patch } from './generated/Patch';
import type { Peer } from './generated/Peer';
import type { Reply } from './generated/Reply';
import type { View } from './generated/View';
import type { Window } from './generated/Window';

/** What every row has: its key within the view, and where it stands (ascending, number by number). */
export interface Row {
  id: string;
  sort: [number, number];
}

/** What the program tells the window without being asked. */
export interface HostEvents {
  /** A notification was clicked. */
  'open-chat': { account: AccountId; peer: Peer };
  /** The menu's "Settings" was chosen. */
  'show-settings': null;
}

/** The four doors to the core, and the two things only the host can do. Failures are `ClientError`s (see errors.ts). */
export interface Backend {
  /** Does something; resolves when it is durably accepted, not when it has happened out there. */
  dispatch(account: AccountId | null, command: Command | AppCommand): Promise<Reply>;
  /** Opens a live query; `onPatch` first gets a `reset` with all rows, then changes. Resolves to the subscription. */
  subscribe<R extends Row>(
    account: AccountId | null,
    view: View,
    window: Window | null,
    onPatch: (patch: Patch<R>) => void,
  ): Promise<number>;
  /** Moves the window of a windowed view. */
  retarget(subscription: number, window: Window): Promise<void>;
  /** Ends a live query. */
  unsubscribe(subscription: number): Promise<void>;
  /** Opens a link outside; the host checks the scheme once more. */
  openLink(url: string): Promise<void>;
  /** The address of a picture out of an account's archive. */
  media(account: AccountId, path: string): string;
  /** Listens; returns the way to stop. */
  on<E extends keyof HostEvents>(event: E, heard: (payload: HostEvents[E]) => void): () => void;
}
