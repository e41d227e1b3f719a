import type { ChatRow } from '../generated/ChatRow';
import type { FieldRow } from '../generated/FieldRow';
import type { MemberRow } from '../generated/MemberRow';
import type { Reply } from '../generated/Reply';
import type { RoomFacts } from '../generated/RoomFacts';
import type { Sender } from '../generated/Sender';
import type { View } from '../generated/View';
import type { AnyCommand } from './commands';
import { message } from './people';
import type { Part } from './table';
import { conversationOf, type World } from './world';

/** A room and who is in it, in the made-up world. */
export const ROOM = 'rehearsals@rooms.verona.example';

const FACTS: RoomFacts = {
  state: 'joined',
  problem: null,
  nick: 'Anna',
  subject: 'Thursday at seven, bring your scores',
  online: 6,
  members: 7,
  role: 'moderator',
  affiliation: 'owner',
  notify: 'all',
  writing: [],
  older: false,
};

/** Somebody in a room, the `at`-th of the list. */
export function member(at: number, name: string, change: Partial<MemberRow> = {}): MemberRow {
  return { id: `key-${name}`, sort: [at, 0], name, key: `key-${name}`, nick: name, jid: `${name.toLowerCase().replace(/\W+/g, '.')}@verona.example`, role: 'participant', affiliation: 'member', hats: [], own: false, ...change };
}

const PEOPLE: MemberRow[] = [
  member(0, 'Anna', { jid: 'anna@example.org', role: 'moderator', affiliation: 'owner', own: true }),
  member(1, 'Escalus', { role: 'moderator', affiliation: 'admin', hats: ['Prince of Verona'] }),
  member(2, 'Benvolio', { role: 'moderator' }),
  member(3, 'Juliet', { jid: 'juliet@capulet.example', hats: ['Soprano', 'Lead'] }),
  member(4, 'Tybalt', { role: 'visitor', affiliation: 'none' }),
  member(5, 'روزالين', { jid: null, affiliation: 'none' }),
  member(6, 'friar.laurence@cell.example', { key: null, nick: null, jid: 'friar.laurence@cell.example', role: 'none' }),
];

const field = (at: number, id: string, kind: string, label: string, values: string[], options: [string, string][] = []): FieldRow => ({ id, sort: [at, 0], kind, label, values, required: false, options });

const FORM: FieldRow[] = [
  field(0, 'muc#roomconfig_roomname', 'text-single', 'Title', ['Rehearsals']),
  field(1, 'muc#roomconfig_membersonly', 'boolean', 'Members only', ['1']),
  field(2, 'muc#roomconfig_whois', 'list-single', 'Who sees addresses', ['anyone'], [['moderators', 'Moderators'], ['anyone', 'Everybody']]),
  field(3, 'verona#motto', 'text-multi', 'Motto of the house', ['A plague o’ both your houses']),
];

/** Puts a room into the world. */
export function furnish(world: World, facts: Partial<RoomFacts> = {}, kind: 'group' | 'channel' = 'group', people: MemberRow[] = PEOPLE): void {
  const chat: ChatRow = {
    id: ROOM, peer: ROOM, name: 'Rehearsals', avatar: null, sort: [0, -Date.now()], presence: 'offline', at: Date.now(), preview: null,
    unread: 0, draft: null, failed: false, typing: false, kind, pinned: false, muted: false, archived: false,
  };
  world.chats.put(chat);
  world.conversation(ROOM).put(conversationOf(chat, { contact: false, subscription: 'none', room: { ...FACTS, ...facts } }));
  world.members(ROOM).put(...people);
  const said = (id: number, text: string, sender: Sender, mention: boolean) => ({ ...message(id, ROOM, Date.now() - (60_000 - id) * 1000, text, false, { mention }), sender });
  const juliet = { key: 'key-Juliet', name: 'Juliet', jid: 'juliet@capulet.example' };
  world.timeline(ROOM).put(said(59_001, 'Who brings the stand lights?', juliet, false), said(59_002, '@Anna, you had them last time.', juliet, true));
}

/** A part of the members, as the core gives it. */
export function membersPart({ search, first, count }: Extract<View, { type: 'members' }>): Part<MemberRow> {
  const wanted = search.toLowerCase();
  return (all) => {
    const found = all.filter(({ name, jid }) => name.toLowerCase().includes(wanted) || (jid ?? '').includes(wanted));
    const rows = found.slice(first, first + count).map((row, at) => (row.sort[0] === first + at ? row : { ...row, sort: [first + at, 0] as [number, number] }));
    return { rows, edges: { before: first > 0, after: rows.length >= count } };
  };
}

/** What the core would do about rooms; nothing if a command is not about them. */
export function commanded(world: World, command: AnyCommand): Reply | null {
  const of = (peer: string, is: (row: MemberRow) => boolean) => world.members(peer).rows.find(is);
  const facts = (peer: string, change: Partial<RoomFacts>) => {
    const row = world.conversation(peer).get(peer);
    if (row?.room) world.conversation(peer).put({ ...row, room: { ...row.room, ...change } });
  };
  switch (command.type) {
    case 'setNotify':
      facts(command.peer, { notify: command.level });
      break;
    case 'setSubject':
      facts(command.peer, { subject: command.text });
      break;
    case 'setRoomNick':
      facts(command.peer, { nick: command.nick });
      break;
    case 'leaveRoom':
    case 'destroyRoom':
      facts(command.peer, { state: 'outside' });
      break;
    case 'setRole': {
      const row = of(command.peer, ({ nick }) => nick === command.nick);
      if (row && command.role === 'none') world.members(command.peer).remove(row.id);
      else if (row) world.members(command.peer).put({ ...row, role: command.role });
      break;
    }
    case 'setAffiliation': {
      const row = of(command.peer, ({ jid }) => jid === command.person);
      if (row && (command.affiliation === 'outcast' || command.affiliation === 'none')) world.members(command.peer).remove(row.id);
      else if (row) world.members(command.peer).put({ ...row, affiliation: command.affiliation });
      break;
    }
    case 'setIgnored':
      if (command.on) world.ignored(command.peer).put({ id: command.who, sort: [0, 0], name: command.name });
      else world.ignored(command.peer).remove(command.who);
      break;
    case 'openRoomForm':
      world.roomForm(command.peer).put(...FORM);
      break;
    default:
      return null;
  }
  return { type: 'done' };
}
