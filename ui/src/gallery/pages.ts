import type { RoomProblem } from '../lib/ipc/generated/RoomProblem';
import type { Conversation } from '../lib/views/conversation.svelte';
import type { Session } from '../lib/views/session.svelte';
import type { MessageRow } from '../lib/ipc/generated/MessageRow';
import { chats } from '../lib/ipc/fake/people';
import { everyFile } from '../lib/ipc/fake/files';
import { furnish, member, ROOM } from '../lib/ipc/fake/rooms';
import { account, conversationOf, emptyWorld, fakeWorld, World } from '../lib/ipc/fake/world';
import { CHANNEL, everyRoom, leftRoom } from '../lib/ipc/fake/joining';

/** A screen of the gallery: a world, and what is opened in it. */
export interface Page {
  world: () => World;
  /** Opens things once the account is there. */
  then?: (session: Session) => void;
}

const JULIET = 'juliet@capulet.example';
const BENVOLIO = 'benvolio@montague.example';
const NOW = Date.now();

const world = (change: (world: World) => void = () => undefined) => () => {
  const made = fakeWorld(NOW);
  change(made);
  return made;
};

const locked = (lock: 'choosePassphrase' | 'passphrase' | 'keyring') => () => {
  const made = emptyWorld();
  made.profile.put({ id: 'profile', sort: [0, 0], lock });
  return made;
};

const open = (peer: string) => (session: Session) => session.select(peer);
/** Presses what begins something new, as soon as it can be seen. */
const openMenu = (session: Session) => {
  if (session.settled) document.querySelector<HTMLElement>('[data-testid=add-contact-open]')?.click();
  else setTimeout(() => openMenu(session), 10);
};
/** Opens Juliet's conversation, and something in it about one of its messages. */
const about = (message: number, then: (conversation: Conversation, row: MessageRow) => void) => (session: Session) => {
  session.select(JULIET);
  const begin = () => {
    const row = session.shown?.timeline.live.get(String(message));
    if (session.shown && row) then(session.shown, row);
    else setTimeout(begin);
  };
  begin();
};
const bubble = (row: MessageRow) => document.querySelector(`[data-message-id="${row.id}"] .bubble`) ?? { x: 0, y: 0 };
const readiness = (change: Parameters<typeof conversationOf>[1]) =>
  world((made) => made.conversation(JULIET).patch(JULIET, { ...change }));

/** Opens the room with its panel, and presses something in it. */
const inRoom = (...presses: string[]) => (session: Session) => {
  session.select(ROOM);
  session.panel = true;
  const press = () => {
    const [next] = presses;
    const found = document.querySelector<HTMLElement>(`[data-testid="${next}"]`);
    if (next === undefined) return;
    if (found) presses = presses.slice(1);
    found?.click();
    setTimeout(press);
  };
  press();
};

/** A channel that we are not in. */
const outside = (problem: RoomProblem | null) =>
  world((made) => {
    everyRoom(made, NOW);
    leftRoom(made, CHANNEL, problem);
  });

/** A server that never answers. */
class SilentWorld extends World {
  override subscribe: World['subscribe'] = async (id, view, window, onPatch) =>
    view.type === 'chats' ? 0 : super.subscribe(id, view, window, onPatch);
}

/** Every screen by name. */
export const PAGES: Record<string, Page> = {
  'sign-in': { world: emptyWorld },
  'choose-passphrase': { world: locked('choosePassphrase') },
  passphrase: { world: locked('passphrase') },
  keyring: { world: locked('keyring') },
  list: { world: world() },
  'list-empty': {
    world: () => {
      const made = emptyWorld();
      made.accounts.put(account({ unread: 0 }));
      return made;
    },
  },
  'list-loading': {
    world: () => {
      const made = new SilentWorld();
      made.accounts.put(account());
      return made;
    },
  },
  conversation: { world: world(), then: open(JULIET) },
  unread: { world: world(), then: open(BENVOLIO) },
  'no-messages': {
    world: world((made) => {
      const chat = made.chats.get('peter@capulet.example');
      if (!chat) return;
      for (const row of made.timeline(chat.peer).rows) made.timeline(chat.peer).remove(row.id);
    }),
    then: open('peter@capulet.example'),
  },
  requests: {
    world: world(),
    then: (session) => {
      session.place = 'requests';
      session.select('prospero@island.example');
    },
  },
  rooms: { world: world((made) => everyRoom(made, NOW)) },
  invitations: { world: world((made) => everyRoom(made, NOW)), then: (session) => (session.place = 'requests') },
  'new-menu': { world: world((made) => everyRoom(made, NOW)), then: openMenu },
  'new-group': { world: world(), then: (session) => (session.overlay = 'new-group') },
  'join-channel': { world: world((made) => everyRoom(made, NOW)), then: (session) => (session.overlay = 'join-channel') },
  'room-password': { world: outside('passwordWanted'), then: open(CHANNEL) },
  'room-nick': { world: outside('nickTaken'), then: open(CHANNEL) },
  'room-banned': { world: outside('banned'), then: open(CHANNEL) },
  'room-gone': { world: outside('destroyed'), then: open(CHANNEL) },
  'room-left': { world: outside(null), then: open(CHANNEL) },
  request: { world: world(), then: open('helena@athens.example') },
  blocked: { world: readiness({ blocked: true }), then: open(JULIET) },
  block: {
    world: world((made) => made.blocked.put({ id: 'spam.example', sort: [0, 0], name: 'spam.example' })),
    then: (session) => session.block(conversationOf(chats(NOW)[0]!)),
  },
  'no-keys': { world: readiness({ readiness: { type: 'noKeys' } }), then: open(JULIET) },
  untrusted: { world: readiness({ readiness: { type: 'untrusted' } }), then: open(JULIET) },
  partly: { world: readiness({ readiness: { type: 'partly', devices: 2, undecided: 2 } }), then: open(JULIET) },
  plain: { world: readiness({ mode: 'plain', readiness: { type: 'plain' } }), then: open(JULIET) },
  files: { world: world((made) => made.timeline('peter@capulet.example').put(...everyFile('peter@capulet.example', NOW))), then: open('peter@capulet.example') },
  attaching: {
    world: world(),
    then: (session) => {
      session.select(JULIET);
      const begin = () => {
        if (session.shown) session.shown.attaching.add([new File(['x'.repeat(420_000)], 'programme.pdf', { type: 'application/pdf' }), new File(['x'.repeat(9_000)], 'notes.txt', { type: 'text/plain' })]);
        else setTimeout(begin);
      };
      begin();
    },
  },
  viewer: {
    world: world((made) => made.timeline('peter@capulet.example').put(...everyFile('peter@capulet.example', NOW))),
    then: (session) => {
      session.select('peter@capulet.example');
      const begin = () => (session.shown?.timeline.live.get('9100') ? (session.viewing = 9100) : setTimeout(begin));
      begin();
    },
  },
  replying: { world: world(), then: about(9001, ({ draft }, row) => draft.reply(row)) },
  editing: { world: world(), then: about(9016, ({ draft }, row) => draft.edit(row)) },
  'message-menu': { world: world(), then: about(9016, (shown, row) => (shown.over = { kind: 'menu', row, at: bubble(row) })) },
  reacting: { world: world(), then: about(9015, (shown, row) => (shown.over = { kind: 'picker', row, at: bubble(row) })) },
  versions: { world: world(), then: about(9016, (shown, row) => (shown.over = { kind: 'versions', row })) },
  'delete-message': { world: world(), then: about(9016, (shown, row) => (shown.over = { kind: 'retract', rows: [row] })) },
  'emoji-picker': { world: world(), then: about(9015, (shown, row) => (shown.over = { kind: 'emoji', row, at: bubble(row) })) },
  finding: { world: world(), then: about(9015, (shown) => (shown.finding = true)) },
  choosing: { world: world(), then: about(9015, (shown, row) => shown.choose(row.message)) },
  forwarding: { world: world(), then: about(9015, (shown, row) => (shown.over = { kind: 'forward', rows: [row] })) },
  thread: { world: world(), then: about(9015, (shown, row) => (shown.pane = { kind: 'thread', message: row.message })) },
  pinned: { world: world(), then: about(9015, (shown) => (shown.pane = { kind: 'pinned' })) },
  scheduled: { world: world(), then: about(9015, (shown) => (shown.pane = { kind: 'scheduled' })) },
  'send-later': { world: world(), then: about(9015, (shown) => (shown.over = { kind: 'schedule' })) },
  'jumped-to': { world: world(), then: about(9001, ({ timeline }, row) => void timeline.jump(row.message)) },
  details: {
    world: world(),
    then: (session) => {
      session.select(JULIET);
      session.panel = true;
    },
  },
  room: { world: world((made) => furnish(made)), then: inRoom() },
  'room-crowded': {
    world: world((made) => furnish(made, { online: 5000, role: 'participant', affiliation: 'none' }, 'channel', Array.from({ length: 5000 }, (_, at) => member(at, `Citizen ${at + 1}`, { affiliation: 'none', jid: null })))),
    then: inRoom(),
  },
  'room-about': { world: world((made) => furnish(made)), then: inRoom('room-tab-about') },
  'room-member-menu': { world: world((made) => furnish(made)), then: inRoom('member-more') },
  'room-naming': {
    world: world((made) => furnish(made)),
    then: (session) => {
      session.select(ROOM);
      const begin = () => {
        const field = document.querySelector<HTMLTextAreaElement>('[data-testid="composer-input"]');
        if (!field || session.shown?.peer !== ROOM) return void setTimeout(begin);
        field.value = '@';
        field.dispatchEvent(new Event('input', { bubbles: true }));
      };
      begin();
    },
  },
  'room-invite': { world: world((made) => furnish(made)), then: inRoom('room-tab-about', 'room-invite') },
  'room-configure': { world: world((made) => furnish(made)), then: inRoom('room-tab-about', 'room-configure') },
  offline: {
    world: world((made) => made.accounts.put(account({ connection: 'waiting', problem: 'unreachable', retryAt: NOW + 60_000 }))),
    then: open(BENVOLIO),
  },
  'wrong-password': { world: world((made) => made.accounts.put(account({ connection: 'stopped', problem: 'wrongPassword' }))) },
  'two-accounts': {
    world: world((made) => made.accounts.put(account({ id: 'fedcba9876543210', account: 'fedcba9876543210', jid: 'work@example.net', sort: [1, 0], unread: 2 }))),
    then: open(BENVOLIO),
  },
  palette: {
    world: world(),
    then: (session) => {
      session.select(JULIET);
      session.overlay = 'palette';
    },
  },
  contacts: { world: world(), then: (session) => (session.place = 'contacts') },
  archived: {
    world: world((made) => made.chats.patch('escalus@verona.example', { archived: true })),
    then: (session) => (session.place = 'archived'),
  },
  profile: { world: world(), then: (session) => (session.overlay = 'profile') },
  settings: { world: world(), then: (session) => (session.overlay = 'settings') },
  'add-contact': { world: world(), then: (session) => (session.overlay = 'add-contact') },
  'sign-out': { world: world(), then: (session) => (session.overlay = 'sign-out') },
  keys: { world: world(), then: (session) => (session.overlay = 'keys') },
};
