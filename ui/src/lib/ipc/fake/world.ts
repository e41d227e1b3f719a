import type { Backend, HostEvents, Row } from '../backend';
import type { AccountRow } from '../generated/AccountRow';
import type { BlockedRow } from '../generated/BlockedRow';
import type { ChatRow } from '../generated/ChatRow';
import type { ChosenFile } from '../generated/ChosenFile';
import type { ContactRow } from '../generated/ContactRow';
import type { ConversationRow } from '../generated/ConversationRow';
import type { DeviceRow } from '../generated/DeviceRow';
import type { FieldRow } from '../generated/FieldRow';
import type { DirectoryRow } from '../generated/DirectoryRow';
import type { IgnoredRow } from '../generated/IgnoredRow';
import type { InvitationRow } from '../generated/InvitationRow';
import type { MemberRow } from '../generated/MemberRow';
import type { MessageRow } from '../generated/MessageRow';
import type { Patch } from '../generated/Patch';
import type { PreferencesRow } from '../generated/PreferencesRow';
import type { ProfileRow } from '../generated/ProfileRow';
import type { RequestRow } from '../generated/RequestRow';
import type { ScheduledRow } from '../generated/ScheduledRow';
import type { TransferRow } from '../generated/TransferRow';
import type { VersionRow } from '../generated/VersionRow';
import type { View } from '../generated/View';
import type { Window } from '../generated/Window';
import { drawing, take } from './files';
import { perform, type AnyCommand } from './commands';
import { ACCOUNT, ME, chats, devices, everyState, strangers, talk, versions } from './people';
import { found, kept } from './parts';
import { commanded, membersPart } from './rooms';
import { Table, type Part } from './table';

/** A world behind the four doors, for developing, the gallery and tests: it answers like the core, from memory. */
export class World implements Backend {
  readonly profile = new Table<ProfileRow>([{ id: 'profile', sort: [0, 0], lock: 'open' }]);
  readonly accounts = new Table<AccountRow>();
  readonly chats = new Table<ChatRow>();
  readonly contacts = new Table<ContactRow>();
  readonly requests = new Table<RequestRow>();
  readonly invitations = new Table<InvitationRow>();
  readonly directory = new Table<DirectoryRow>();
  readonly transfers = new Table<TransferRow>();
  readonly blocked = new Table<BlockedRow>();
  readonly preferences = new Table<PreferencesRow>();
  readonly #perPeer = new Map<string, Table<Row>>();
  readonly #listeners = new Map<keyof HostEvents, Set<(payload: never) => void>>();
  readonly #subscriptions = new Map<number, Table<Row>>();
  #next = 1;

  /** Everything that was asked of it, for tests. */
  readonly asked: AnyCommand[] = [];
  /** Links that were opened. */
  readonly opened: string[] = [];
  /** Files that were handed over, and that were saved. */
  readonly taken: ChosenFile[] = [];
  readonly saved: number[] = [];
  /** What the next commands are refused with. */
  refusal: ((command: AnyCommand) => string | null) | null = null;

  timeline(peer: string): Table<MessageRow> {
    return this.#of(`timeline ${peer}`) as unknown as Table<MessageRow>;
  }

  conversation(peer: string): Table<ConversationRow> {
    return this.#of(`conversation ${peer}`) as unknown as Table<ConversationRow>;
  }

  devices(peer: string): Table<DeviceRow> {
    return this.#of(`devices ${peer}`) as unknown as Table<DeviceRow>;
  }

  scheduled(peer: string): Table<ScheduledRow> {
    return this.#of(`scheduled ${peer}`) as unknown as Table<ScheduledRow>;
  }

  members(peer: string): Table<MemberRow> {
    return this.#of(`members ${peer}`) as unknown as Table<MemberRow>;
  }

  ignored(peer: string): Table<IgnoredRow> {
    return this.#of(`ignored ${peer}`) as unknown as Table<IgnoredRow>;
  }

  roomForm(peer: string): Table<FieldRow> {
    return this.#of(`roomForm ${peer}`) as unknown as Table<FieldRow>;
  }

  versions(peer: string, message: number): Table<VersionRow> {
    return this.#of(`versions ${peer} ${message}`) as unknown as Table<VersionRow>;
  }

  /** A number not used before. */
  fresh(): number {
    this.#next += 1;
    return 100_000 + this.#next;
  }

  async dispatch(_account: string | null, command: AnyCommand) {
    this.asked.push(command);
    const code = this.refusal?.(command) ?? null;
    if (code !== null) throw { code, detail: 'refused by the made-up world' };
    return commanded(this, command) ?? perform(this, command);
  }

  async subscribe<R extends Row>(_account: string | null, view: View, window: Window | null, onPatch: (patch: Patch<R>) => void) {
    const id = this.#next++;
    const table = this.#table(view);
    this.#subscriptions.set(id, table);
    const part = view.type === 'members' ? membersPart(view) : undefined;
    queueMicrotask(() => table.listen(id, window, onPatch as (patch: Patch<Row>) => void, part as Part<Row> | undefined));
    return id;
  }

  async retarget(subscription: number, window: Window) {
    this.#subscriptions.get(subscription)?.retarget(subscription, window);
  }

  async unsubscribe(subscription: number) {
    this.#subscriptions.get(subscription)?.forget(subscription);
    this.#subscriptions.delete(subscription);
  }

  openLink = async (url: string) => void this.opened.push(url);

  take = async (_account: string, blob: Blob, name: string) => take(this, blob, name);

  media(_account: string, path: string) {
    const [kind, name] = path.split('/');
    return kind === 'avatar' ? `/pictures/${path}` : drawing(Number(name));
  }

  async saveFile(_account: string, file: number) {
    this.saved.push(file);
    return { name: 'summit.jpg', opened: false };
  }

  showDownloads = async () => void this.opened.push('downloads');

  on<E extends keyof HostEvents>(event: E, heard: (payload: HostEvents[E]) => void) {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set.add(heard));
    return () => void set.delete(heard);
  }

  /** Does what the host would: a notification was clicked, and so on. */
  emit<E extends keyof HostEvents>(event: E, payload: HostEvents[E]): void {
    for (const heard of this.#listeners.get(event) ?? []) (heard as (payload: HostEvents[E]) => void)(payload);
  }

  #of(key: string): Table<Row> {
    const table = this.#perPeer.get(key) ?? new Table<Row>();
    this.#perPeer.set(key, table);
    return table;
  }

  #table(view: View): Table<Row> {
    switch (view.type) {
      case 'profile':
        return this.profile as unknown as Table<Row>;
      case 'accounts':
      case 'account':
        return this.accounts as unknown as Table<Row>;
      case 'chats':
        return this.chats as unknown as Table<Row>;
      case 'contacts':
        return this.contacts as unknown as Table<Row>;
      case 'requests':
        return this.requests as unknown as Table<Row>;
      case 'blocked':
        return this.blocked as unknown as Table<Row>;
      case 'transfers':
        return this.transfers as unknown as Table<Row>;
      case 'preferences':
        return this.preferences as unknown as Table<Row>;
      case 'timeline':
      case 'conversation':
      case 'devices':
        return this.#of(`${view.type} ${view.peer}`);
      case 'invitations':
        return this.invitations as unknown as Table<Row>;
      case 'directory':
        return this.directory as unknown as Table<Row>;
      case 'members':
      case 'roomForm':
      case 'ignored':
        return this.#of(`${view.type} ${view.peer}`);
      case 'versions':
        return this.#of(`versions ${view.peer} ${view.message}`);
      case 'scheduled':
        return this.#of(`scheduled ${view.peer}`);
      case 'find':
        return new Table(found(this.timeline(view.peer).rows, view.text)) as unknown as Table<Row>;
      case 'thread':
      case 'pinned':
        return new Table(this.timeline(view.peer).rows.filter((row) => kept(row, view))) as unknown as Table<Row>;
    }
  }
}

/** A conversation as it is when nothing is remarkable about it. */
export function conversationOf(chat: ChatRow, change: Partial<ConversationRow> = {}): ConversationRow {
  const { id, peer, name, avatar, presence, archived, muted, pinned, unread, typing, kind } = chat;
  return {
    id,
    peer,
    name,
    avatar,
    presence,
    archived,
    muted,
    mutedUntil: null,
    groups: [],
    pinned,
    unread,
    typing,
    kind,
    sort: [0, 0],
    status: null,
    idleSince: null,
    subscription: 'both',
    contact: true,
    pending: false,
    requests: false,
    standing: 'accepted',
    blocked: false,
    privacy: { receipts: 'asUsual', markers: 'asUsual', typing: 'asUsual' },
    canBlock: true,
    canReport: true,
    mode: 'encrypted',
    readiness: { type: 'ready', devices: 2 },
    draft: chat.draft ?? '',
    draftReply: null,
    draftEdit: null,
    scheduled: 0,
    pins: 0,
    firstUnread: null,
    favourite: false,
    ...change,
  };
}

/** The account as it is when everything is well. */
export function account(change: Partial<AccountRow> = {}): AccountRow {
  return {
    id: ACCOUNT,
    sort: [0, 0],
    account: ACCOUNT,
    jid: ME,
    connection: 'online',
    problem: null,
    retryAt: null,
    presence: 'online',
    status: null,
    unread: 131,
    syncing: false,
    fingerprint: 'ab12cd34'.repeat(8),
    avatar: null,
    nick: null,
    ...change,
  };
}

/** The world without any account: what a new user meets. */
export function emptyWorld(): World {
  const world = new World();
  world.preferences.put({ id: 'preferences', sort: [0, 0], previews: true, notifications: true, receipts: true, markers: true, typing: true, enterSends: true, theme: 'system', chatOrder: 'newest' });
  return world;
}

/** The world with an account, its people and their conversations. */
export function fakeWorld(now = Date.now()): World {
  const world = emptyWorld();
  world.accounts.put(account());
  world.devices(ME).put(...devices(now, true));
  strangers(now).forEach((request) => wait(world, request, now));
  chats(now).forEach((chat, index) => populate(world, chat, index, now));
  return world;
}

/** Somebody unknown wrote, or asks. */
function wait(world: World, request: RequestRow, now: number): void {
  const { peer, name } = request;
  world.requests.put(request);
  world.timeline(peer).put(...talk(peer, now, now - request.at, request.messages, 50_000).map((row) => ({ ...row, outgoing: false, author: peer })));
  const chat = { ...request, avatar: null, archived: false, presence: 'offline' as const, muted: false, pinned: false, unread: request.messages, typing: false, draft: null, preview: null, failed: false };
  world.conversation(peer).put(conversationOf(chat, { name, contact: false, subscription: 'none', requests: request.asks, standing: 'waiting' }));
}

function populate(world: World, chat: ChatRow, index: number, now: number): void {
  const { peer, name, presence } = chat;
  const rows = index === 0 ? everyState(peer, now) : talk(peer, now, now - (chat.at ?? now), index === 1 ? 1200 : 24, index * 2000);
  world.chats.put(chat);
  world.timeline(peer).put(...rows);
  for (const row of rows) if (row.entry.type === 'message' && row.entry.edited) world.versions(peer, row.message).put(...versions(row));
  world.devices(peer).put(...devices(now, false));
  const firstUnread = chat.unread > 0 ? (rows[rows.length - Math.min(chat.unread, rows.length)]?.message ?? null) : null;
  world.conversation(peer).put(conversationOf(chat, { firstUnread, ...(index === 0 ? { pins: 1, scheduled: 1 } : {}) }));
  if (index === 0) world.scheduled(peer).put({ id: '1', sort: [now, 1], scheduled: 1, at: now + 3_600_000, text: 'Good luck tonight!' });
  world.contacts.put({ id: peer, sort: [index, 0], peer, name, avatar: chat.avatar, presence, status: null, subscription: 'both', pending: false, favourite: false, groups: index % 3 === 0 ? ['Theatre'] : index % 3 === 1 ? ['Family', 'Theatre'] : [] });
}
