import type { AppCommand } from '../generated/AppCommand';
import type { Command } from '../generated/Command';
import type { Delivery } from '../generated/Delivery';
import type { FileRow } from '../generated/FileRow';
import type { MessageRow } from '../generated/MessageRow';
import type { Reply } from '../generated/Reply';
import { correct, quote, react, retract, toggle } from './annotations';
import { withFile } from './files';
import { ACCOUNT, message } from './people';
import { aboutRoom } from './joining';
import { account, conversationOf, type World } from './world';

/** Whatever can be asked through the first door. */
export type AnyCommand = Command | AppCommand;

const DONE: Reply = { type: 'done' };

/** What the core would do, as far as the window can see it. */
export function perform(world: World, command: AnyCommand): Reply {
  switch (command.type) {
    case 'signIn':
      world.accounts.put(account({ jid: command.jid, unread: 0 }));
      return { type: 'signedIn', account: ACCOUNT };
    case 'signOut':
      world.accounts.remove(command.account);
      return DONE;
    case 'enterPassword':
      world.accounts.patch(command.account, { connection: 'online', problem: null });
      return DONE;
    case 'unlock':
    case 'retryKeyring':
      world.profile.patch('profile', { lock: 'open' });
      return DONE;
    case 'send':
      send(world, command.peer, command.text, command.replyTo);
      return DONE;
    case 'sendFiles':
      sendFiles(world, command.peer, command.files, command.text);
      return DONE;
    case 'fetchFile':
      changeFile(world, command.message, { state: 'coming' });
      return DONE;
    case 'cancelFile':
      cancelFile(world, command.message);
      return DONE;
    case 'correct':
      correct(world, command.message, command.text);
      return DONE;
    case 'retract':
      retract(world, command.message);
      return DONE;
    case 'react':
      react(world, command.message, command.emojis);
      return DONE;
    case 'toggleReaction':
      toggle(world, command.message, command.emoji);
      return DONE;
    case 'retry':
    case 'sendUnencrypted':
      changeMessage(world, command.message, 'sent');
      return DONE;
    case 'discard':
      for (const { peer } of world.chats.rows) world.timeline(peer).remove(String(command.message));
      return DONE;
    case 'setPreferences':
      world.preferences.patch('preferences', command.preferences);
      return DONE;
    case 'setAvatar':
      world.accounts.patch(ACCOUNT, { avatar: command.picture === null ? null : 'a'.repeat(40) });
      return DONE;
    case 'setNick':
      world.accounts.patch(ACCOUNT, { nick: command.name || null });
      return DONE;
    case 'setPresence':
      world.accounts.patch(ACCOUNT, { presence: command.presence, status: command.status });
      return DONE;
    default:
      aboutPeer(world, command);
      return DONE;
  }
}

function aboutPeer(world: World, command: AnyCommand): void {
  switch (command.type) {
    case 'markRead':
      world.chats.patch(command.peer, { unread: 0 });
      world.conversation(command.peer).patch(command.peer, { unread: 0, firstUnread: null });
      break;
    case 'saveDraft':
      world.chats.patch(command.peer, { draft: command.text || null });
      world.conversation(command.peer).patch(command.peer, { draft: command.text });
      break;
    case 'setPrivacy':
      world.conversation(command.peer).patch(command.peer, { privacy: command.privacy });
      break;
    case 'setMuted':
      world.chats.patch(command.peer, { muted: command.on });
      world.conversation(command.peer).patch(command.peer, { muted: command.on });
      break;
    case 'setArchived':
      world.chats.patch(command.peer, { archived: command.on });
      break;
    case 'setGroups':
      world.contacts.patch(command.peer, { groups: command.groups });
      world.conversation(command.peer).patch(command.peer, { groups: command.groups });
      break;
    case 'setPinned':
      world.chats.patch(command.peer, { pinned: command.on, sort: [command.on ? 0 : 1, -Date.now()] });
      world.conversation(command.peer).patch(command.peer, { pinned: command.on });
      break;
    case 'setFavourite':
      world.conversation(command.peer).patch(command.peer, { favourite: command.on });
      break;
    case 'setEncryption':
      world.conversation(command.peer).patch(command.peer, {
        mode: command.mode,
        readiness: command.mode === 'plain' ? { type: 'plain' } : { type: 'ready', devices: 2 },
      });
      break;
    case 'renameContact':
      world.chats.patch(command.peer, { name: command.name || command.peer });
      world.conversation(command.peer).patch(command.peer, { name: command.name || command.peer });
      break;
    case 'trustDevice':
      world.devices(command.peer).patch(String(command.device), { trust: command.verdict === 'accepted' ? 'blind' : command.verdict });
      break;
    case 'acceptRequest':
      befriend(world, command.peer, world.requests.get(command.peer)?.name ?? null);
      world.requests.remove(command.peer);
      world.conversation(command.peer).patch(command.peer, { standing: 'accepted', contact: true, requests: false });
      break;
    case 'ignoreRequest':
      world.requests.remove(command.peer);
      world.conversation(command.peer).patch(command.peer, { standing: 'ignored' });
      break;
    case 'block':
      world.requests.remove(command.peer);
      world.blocked.put({ id: command.peer, sort: [0, 0], name: world.chats.get(command.peer)?.name ?? command.peer });
      world.conversation(command.peer).patch(command.peer, { blocked: true });
      break;
    case 'unblock':
      world.blocked.remove(command.address);
      world.conversation(command.address).patch(command.address, { blocked: false });
      break;
    case 'addContact':
      befriend(world, command.peer, command.name);
      break;
    case 'openChat':
      // Looking at what a stranger wrote is not accepting it.
      if (!world.requests.get(command.peer)) befriend(world, command.peer, world.contacts.get(command.peer)?.name ?? null);
      break;
    default:
      aboutRoom(world, command);
  }
}

function befriend(world: World, peer: string, name: string | null): void {
  if (world.chats.get(peer)) return;
  const chat = {
    id: peer, peer, name: name ?? peer, avatar: null, sort: [1, -Date.now()] as [number, number], presence: 'offline' as const, at: null, preview: null,
    unread: 0, draft: null, failed: false, typing: false, pinned: false, muted: false, archived: false,
  };
  world.chats.put(chat);
  world.conversation(peer).put(conversationOf(chat, { pending: true, readiness: { type: 'checking' } }));
}

/** How long each step of a delivery takes here (ms). */
const STEPS: [number, Delivery][] = [[250, 'sent'], [900, 'delivered'], [1800, 'read']];
const ANSWER_AFTER = 2600;

function send(world: World, peer: string, text: string, replyTo: number | undefined): void {
  const id = world.fresh();
  const reply = replyTo === undefined ? null : quote(world.timeline(peer).get(String(replyTo)));
  const row = message(id, peer, Date.now(), text, true, { delivery: 'queued', reply });
  world.timeline(peer).put(row);
  preview(world, peer, row);
  for (const [after, delivery] of STEPS) setTimeout(() => changeMessage(world, id, delivery), after);
  setTimeout(() => setTyping(world, peer, true), ANSWER_AFTER / 2);
  setTimeout(() => {
    setTyping(world, peer, false);
    receive(world, peer, 'Quite so.');
  }, ANSWER_AFTER);
}

function sendFiles(world: World, peer: string, files: number[], text: string): void {
  if (text) send(world, peer, text, undefined);
  for (const id of files) {
    const chosen = world.taken.find((each) => each.file === id);
    const row = withFile(id, peer, Date.now(), true, { ...chosen, extent: null, thumbnail: false }, 'queued');
    world.timeline(peer).put(row);
    preview(world, peer, row);
    setTimeout(() => changeMessage(world, id, 'sent'), 1500);
  }
}

function holding(world: World, id: number) {
  return world.chats.rows.flatMap(({ peer }) => {
    const row = world.timeline(peer).get(String(id));
    return row?.entry.type === 'message' && row.entry.file ? [{ peer, row, entry: row.entry, file: row.entry.file }] : [];
  })[0];
}

function changeFile(world: World, id: number, change: Partial<FileRow>): void {
  const found = holding(world, id);
  if (found) world.timeline(found.peer).put({ ...found.row, entry: { ...found.entry, file: { ...found.file, failure: null, ...change } } });
}

function cancelFile(world: World, id: number): void {
  const found = holding(world, id);
  if (found?.row.outgoing) world.timeline(found.peer).remove(String(id));
  else changeFile(world, id, { state: 'there' });
}

/** Somebody writes to us. */
export function receive(world: World, peer: string, text: string): MessageRow {
  const row = message(world.fresh(), peer, Date.now(), text, false);
  world.timeline(peer).put(row);
  preview(world, peer, row);
  const unread = (world.chats.get(peer)?.unread ?? 0) + 1;
  world.chats.patch(peer, { unread });
  const first = world.conversation(peer).get(peer)?.firstUnread ?? row.message;
  world.conversation(peer).patch(peer, { unread, firstUnread: first });
  return row;
}

function setTyping(world: World, peer: string, typing: boolean): void {
  world.chats.patch(peer, { typing });
  world.conversation(peer).patch(peer, { typing });
}

function preview(world: World, peer: string, row: MessageRow): void {
  if (row.entry.type !== 'message') return;
  const { text, unreadable, delivery, retracted, file } = row.entry;
  world.chats.patch(peer, { at: row.at, sort: [world.chats.get(peer)?.pinned ? 0 : 1, -row.at], preview: { outgoing: row.outgoing, text, unreadable, delivery, retracted, file: file?.kind ?? null } });
}

function changeMessage(world: World, id: number, delivery: Delivery): void {
  for (const { peer, preview: shown } of world.chats.rows) {
    const row = world.timeline(peer).get(String(id));
    if (row?.entry.type !== 'message') continue;
    world.timeline(peer).put({ ...row, entry: { ...row.entry, delivery, failure: null } });
    if (shown?.outgoing) world.chats.patch(peer, { failed: false, preview: { ...shown, delivery } });
  }
}
