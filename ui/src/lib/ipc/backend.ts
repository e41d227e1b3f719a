import type { AccountId } from './generated/AccountId';
import type { AppCommand } from './generated/AppCommand';
import type { ChosenFile } from './generated/ChosenFile';
import type { Command } from './generated/Command';
import type { FileId } from './generated/FileId';
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

/** How a file is handed over. */
export interface Taking {
  /** A picture keeps what it tells about who took it, and its size. */
  asIs: boolean;
  /** It was recorded here: how long it is (ms), and how loud from its beginning to its end. */
  recorded?: { length: number; peaks: number[] };
}

/** A file that was saved. */
export interface SavedFile {
  name: string;
  /** A program shows it now. */
  opened: boolean;
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
  /** Hands a file over, so that it can be sent; `moved` is told how much of it is through, from 0 to 1. */
  take(account: AccountId, file: Blob, name: string, how: Taking, moved?: (part: number) => void): Promise<ChosenFile>;
  /** Saves a file where downloads go, and opens it if it is harmless; tells under which name. */
  saveFile(account: AccountId, file: FileId, open: boolean): Promise<SavedFile>;
  /** Shows where downloads go. */
  showDownloads(): Promise<void>;
  /** The address of a picture out of an account's archive. */
  media(account: AccountId, path: string): string;
  /** Listens; returns the way to stop. */
  on<E extends keyof HostEvents>(event: E, heard: (payload: HostEvents[E]) => void): () => void;
}
