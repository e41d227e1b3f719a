import type { ChatRow } from '../generated/ChatRow';
import type { ConversationRow } from '../generated/ConversationRow';
import type { RoomFacts } from '../generated/RoomFacts';
import type { RoomProblem } from '../generated/RoomProblem';
import type { AnyCommand } from './commands';
import { ME, message } from './people';
import { conversationOf, type World } from './world';

export const GROUP = 'k3j9x2@rooms.verona.example';
export const CHANNEL = 'players@rooms.verona.example';
export const INVITING = 'masks@rooms.verona.example';

const MINUTE = 60_000;

/** A room as it is when we are in it. */
export function roomFacts(change: Partial<RoomFacts> = {}): RoomFacts {
  return {
    state: 'joined', problem: null, nick: 'Anna', subject: '', online: 3, members: 4, role: 'participant', affiliation: 'member',
    notify: 'all', writing: [], older: false, ...change,
  };
}

/** A group, a channel, an invitation, and what a search finds. */
export function everyRoom(world: World, now: number): void {
  const said = (author: string, text: string) => ({ outgoing: false, text, author, unreadable: null, delivery: null, retracted: false, file: null });
  enter(world, chat(GROUP, 'Theatre company', 'group', now - 4 * MINUTE, { unread: 2, mention: true, preview: said('Mercutio', 'Anna, do you have the key?') }));
  enter(world, chat(CHANNEL, 'Players of Verona', 'channel', now - 20 * MINUTE, { writing: ['Peter Quince', 'Snug'] }), { notify: 'mentions', members: 0, online: 41 });
  const sender = { key: 'mercutio', name: 'Mercutio', jid: 'mercutio@verona.example' };
  world.timeline(GROUP).put({ ...message(70_001, GROUP, now - 4 * MINUTE, 'Anna, do you have the key?', false), sender });
  world.invitations.put(
    { id: INVITING, sort: [-now, 0], peer: INVITING, inviter: 'benvolio@montague.example', name: 'Benvolio', known: true, reason: 'We need a violin.', at: now - MINUTE },
    { id: 'feast@rooms.fair.example', sort: [1 - now, 0], peer: 'feast@rooms.fair.example', inviter: 'autolycus@fair.example', name: 'Autolycus', known: false, reason: null, at: now - 90 * MINUTE },
  );
  ['Players of Verona', 'Gardening', 'قناة الموسيقى'].forEach((name, at) => {
    const peer = at === 0 ? CHANNEL : `channel${at}@rooms.verona.example`;
    world.directory.put({ id: peer, sort: [at, 0], peer, name, people: at === 2 ? null : 41 - at * 30 });
  });
}

/** We are not in a room any more, or were not let in. */
export function leftRoom(world: World, peer: string, problem: RoomProblem | null): void {
  world.conversation(peer).patch(peer, { room: roomFacts({ state: 'outside', problem, online: 0 }) });
}

/** What the core would do about a room, as far as the window can see it. */
export function aboutRoom(world: World, command: AnyCommand): void {
  switch (command.type) {
    case 'joinRoom':
      enter(world, world.chats.get(command.peer) ?? chat(command.peer, command.peer.split('@')[0] ?? '', 'channel', Date.now()), { nick: command.nick ?? 'Anna' });
      break;
    case 'createRoom': {
      const peer = command.address ?? `made${world.fresh()}@rooms.verona.example`;
      if (command.kind === 'person') break;
      enter(world, chat(peer, command.name, command.kind, Date.now()), { affiliation: 'owner', members: command.people.length + 1 });
      break;
    }
    case 'acceptInvitation':
      world.invitations.remove(command.peer);
      enter(world, chat(command.peer, command.peer.split('@')[0] ?? '', 'group', Date.now()));
      break;
    case 'declineInvitation':
      world.invitations.remove(command.peer);
      break;
    default: // what the window does not see the effect of
  }
}

function enter(world: World, row: ChatRow, facts: Partial<RoomFacts> = {}): void {
  world.chats.put(row);
  const secrecy: Partial<ConversationRow> =
    row.kind === 'channel' ? { mode: 'plain', readiness: { type: 'plain' } } : { readiness: { type: 'group', readers: 3, without: [] } };
  world.conversation(row.peer).put(conversationOf(row, { room: roomFacts(facts), contact: false, ...secrecy }));
  world.members(row.peer).put({ id: ME, sort: [0, 0], name: 'Anna', key: ME, nick: 'Anna', jid: ME, role: 'participant', affiliation: 'member', hats: [], own: true });
}

function chat(peer: string, name: string, kind: 'group' | 'channel', at: number, change: Partial<ChatRow> = {}): ChatRow {
  return {
    id: peer, peer, name, kind, avatar: null, sort: [1, -at], presence: 'offline', at, preview: null, unread: 0, draft: null, failed: false,
    typing: false, pinned: false, muted: false, archived: false, ...change,
  };
}
