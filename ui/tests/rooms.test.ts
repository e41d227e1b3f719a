import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHANNEL, everyRoom, GROUP, INVITING, leftRoom, roomFacts } from '../src/lib/ipc/fake/joining';
import { receive } from '../src/lib/ipc/fake/commands';
import { fakeWorld, type World } from '../src/lib/ipc/fake/world';
import type { RoomProblem } from '../src/lib/ipc/generated/RoomProblem';
import { all, at, key, openWindow, press, select, settled, write } from './window';

const BENVOLIO = 'benvolio@montague.example';
const NURSE = 'nurse@capulet.example';

const asked = (world: World, type: string) => world.asked.filter((command) => command.type === type);
const there = (id: string) => vi.waitUntil(async () => (await settled(), document.querySelector(`[data-testid="${id}"]`)));
const gone = (id: string) => vi.waitUntil(async () => (await settled(), document.querySelector(`[data-testid="${id}"]`) === null));
const of = (id: string, peer: string) => {
  const row = all(id).find((each) => each.dataset.peer === peer);
  if (!row) throw new Error(`${peer} is not there`);
  return row;
};

function world(change: (world: World) => void = () => undefined): World {
  const made = fakeWorld();
  everyRoom(made, Date.now());
  change(made);
  return made;
}

async function begin(item: string, dialog: string, made = world()) {
  const opened = await openWindow(made);
  await press(at('add-contact-open'));
  await there(item);
  await press(at(item));
  await there(dialog);
  return opened;
}

async function turnedAway(problem: RoomProblem | null) {
  const opened = await openWindow(world((made) => leftRoom(made, CHANNEL, problem)));
  await select(CHANNEL);
  await there('room-bar');
  return opened;
}

const submit = async (id: string) => {
  (at(id) as HTMLFormElement).requestSubmit();
  await settled();
};

beforeEach(() => void vi.spyOn(document, 'hasFocus').mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

describe('a new group', () => {
  it('has a name and people, and opens when it is made', async () => {
    const { world, session } = await begin('new-group-open', 'group-name');
    expect((at('group-create') as HTMLButtonElement).disabled).toBe(true);
    await write('group-name', '  Balcony ');
    for (const peer of [BENVOLIO, NURSE, BENVOLIO]) {
      of('group-person', peer).querySelector('input')?.click();
      await settled();
    }
    await submit('new-group');
    await gone('group-name');
    expect(asked(world, 'createRoom')).toEqual([{ type: 'createRoom', kind: 'group', name: 'Balcony', people: [NURSE] }]);
    const made = world.chats.rows.find((row) => row.name === 'Balcony');
    expect(session().selected).toBe(made?.peer);
    // The dialog that opened it is gone; what is shown goes on.
    receive(world, made?.peer ?? '', 'art thou here?');
    await settled();
    expect(all('message').map((row) => row.textContent)).toEqual([expect.stringContaining('art thou here?')]);
  });

  it('says why it cannot be made, and may be tried again', async () => {
    const { world } = await begin('new-group-open', 'group-name');
    world.refusal = (command) => (command.type === 'createRoom' ? 'noRoomService' : null);
    await write('group-name', 'Balcony');
    await submit('new-group');
    expect(at('new-group-error').textContent).toContain('Your server has no groups or channels.');
    expect((at('group-create') as HTMLButtonElement).disabled).toBe(false);
  });

  it('is in the palette, too', async () => {
    const { session } = await openWindow();
    session().overlay = 'palette';
    const field = await vi.waitUntil(async () => (await settled(), document.querySelector<HTMLInputElement>('dialog [role=combobox]')));
    field.value = 'new group';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    await key(field, 'Enter');
    expect(session().overlay).toBe('new-group');
  });
});

describe('a channel', () => {
  it('is joined by its address, however that was copied', async () => {
    const { world, session } = await begin('join-channel-open', 'channel-address');
    await write('channel-address', ' xmpp:Garden@rooms.example?join ');
    await write('channel-nick', 'Violin');
    await submit('join-channel');
    expect(asked(world, 'joinRoom')).toEqual([{ type: 'joinRoom', peer: 'garden@rooms.example', nick: 'Violin' }]);
    await gone('channel-address');
    expect(session().selected).toBe('garden@rooms.example');
  });

  it('is found on the server', async () => {
    const { world, session } = await begin('join-channel-open', 'channel-row');
    expect(asked(world, 'findRooms')).toEqual([{ type: 'findRooms' }]);
    expect(all('channel-row').map((row) => row.textContent?.includes('Gardening'))).toEqual([false, true, false]);
    await press(of('channel-row', 'channel1@rooms.verona.example'));
    expect(asked(world, 'joinRoom')).toEqual([{ type: 'joinRoom', peer: 'channel1@rooms.verona.example' }]);
    expect(session().selected).toBe('channel1@rooms.verona.example');
  });

  it('is searched for among those that come one after the other', async () => {
    const { world } = await begin('join-channel-open', 'channel-row');
    world.directory.put({ id: 'searching', sort: [1e9, 0], peer: null, name: '', people: null });
    const field = document.querySelector<HTMLInputElement>('dialog .search input')!;
    field.value = 'gard';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    expect(all('channel-row')).toHaveLength(1);
    expect(document.querySelector('dialog')?.textContent).toContain('Looking for channels');
    world.directory.remove('searching');
    world.directory.remove('channel1@rooms.verona.example');
    await settled();
    expect(document.querySelector('dialog')?.textContent).toContain('No public channels found.');
  });

  it('says what is wrong with an address', async () => {
    const { world, session } = await begin('join-channel-open', 'channel-address');
    world.refusal = (command) => (command.type === 'joinRoom' ? 'badRequest' : null);
    await write('channel-address', 'a@b');
    await submit('join-channel');
    await there('join-channel-error');
    expect(session().selected).toBeNull();
  });
});

describe('invitations', () => {
  const open = async () => {
    const opened = await openWindow(world());
    await press(at('requests-open'));
    await there('invitation-row');
    return opened;
  };

  it('wait among the requests', async () => {
    await openWindow(world());
    expect(at('requests-open').textContent).toMatch(/5.? message requests/);
  });

  it('say who invites, and whom nobody knows by their address', async () => {
    await open();
    const [known, stranger] = all('invitation-row').map((row) => row.textContent?.replace(/[\u2066-\u2069]/g, ''));
    expect(known).toContain(`Benvolio invites you to ${INVITING}.`);
    expect(known).not.toContain(BENVOLIO);
    expect(stranger).toContain('autolycus@fair.example');
  });

  it('are accepted, and the room opens', async () => {
    const { world, session } = await open();
    await press(of('invitation-row', INVITING).querySelector('[data-testid=invitation-accept]')!);
    expect(asked(world, 'acceptInvitation')).toEqual([{ type: 'acceptInvitation', peer: INVITING }]);
    expect([session().selected, session().place]).toEqual([INVITING, 'chats']);
  });

  it('are declined, and gone', async () => {
    const { world } = await open();
    await press(of('invitation-row', INVITING).querySelector('[data-testid=invitation-decline]')!);
    expect(asked(world, 'declineInvitation')).toEqual([{ type: 'declineInvitation', peer: INVITING }]);
    expect(all('invitation-row')).toHaveLength(1);
  });
});

describe('a room that we are not in', () => {
  it('asks for its password where one would write', async () => {
    const { world } = await turnedAway('passwordWanted');
    expect(document.querySelector('[data-testid="composer-input"]')).toBeNull();
    await write('room-password', 'open sesame');
    await submit('room-again');
    expect(asked(world, 'joinRoom')).toEqual([{ type: 'joinRoom', peer: CHANNEL, password: 'open sesame' }]);
    await there('composer-input');
  });

  it('asks for another name', async () => {
    const { world } = await turnedAway('nickTaken');
    await write('room-nick', 'Anna B.');
    await submit('room-again');
    expect(asked(world, 'joinRoom')).toEqual([{ type: 'joinRoom', peer: CHANNEL, nick: 'Anna B.' }]);
  });

  it.each(['banned', 'membersOnly', 'full', 'unreachable', 'kicked', 'refused'] as const)('can be tried again: %s', async (problem) => {
    const { world } = await turnedAway(problem);
    await press(at('room-retry'));
    expect(asked(world, 'joinRoom')).toEqual([{ type: 'joinRoom', peer: CHANNEL }]);
    await there('composer-input');
  });

  it.each(['notFound', 'mayNotCreate', 'destroyed'] as const)('can only be put away: %s', async (problem) => {
    const { world, session } = await turnedAway(problem);
    expect(document.querySelector('[data-testid="room-retry"]')).toBeNull();
    await press(at('room-remove'));
    expect(asked(world, 'leaveRoom')).toEqual([{ type: 'leaveRoom', peer: CHANNEL }]);
    expect(asked(world, 'setArchived')).toEqual([{ type: 'setArchived', peer: CHANNEL, on: true }]);
    expect(session().selected).toBeNull();
  });

  it('is gone back into', async () => {
    const { world } = await turnedAway(null);
    await press(at('room-join'));
    expect(asked(world, 'joinRoom')).toEqual([{ type: 'joinRoom', peer: CHANNEL }]);
  });

  it('can be written to while we are on our way in, and while the connection is away', async () => {
    const made = world();
    await openWindow(made);
    await select(CHANNEL);
    await there('composer-input');
    made.conversation(CHANNEL).patch(CHANNEL, { room: roomFacts({ state: 'joining', online: 0 }) });
    await settled();
    expect(all('composer-input')).toHaveLength(1);
    made.accounts.patch(made.accounts.rows[0]!.id, { connection: 'waiting' });
    leftRoom(made, CHANNEL, null);
    await settled();
    expect(all('composer-input')).toHaveLength(1);
    // Back again, all rooms are gone into one after the other: only what lasts is told.
    vi.useFakeTimers();
    made.accounts.patch(made.accounts.rows[0]!.id, { connection: 'online' });
    await settled();
    expect(all('room-bar')).toHaveLength(0);
    vi.advanceTimersByTime(3000);
    vi.useRealTimers();
    await there('room-bar');
  });
});

describe('a room in which nothing was said', () => {
  it.each([
    [CHANNEL, 'what is written there is not encrypted', '41 here now'],
    [GROUP, 'what is written is encrypted to them', '3 here now'],
  ])('promises what is true of it: %s', async (peer, promise, about) => {
    await openWindow(world((made) => made.timeline(peer).remove('70001')));
    await select(peer);
    await vi.waitUntil(async () => (await settled(), document.querySelector('.instead p')));
    expect(document.querySelector('.instead')?.textContent).toContain(promise);
    expect(at('conversation-header').textContent?.replace(/[\u2066-\u2069]/g, '')).toContain(about);
  });
});

describe('rooms in the list', () => {
  it('say who said it, who writes, and that one is named', async () => {
    await openWindow(world());
    const plain = (peer: string) => of('chat-row', peer).textContent?.replace(/[\u2066-\u2069]/g, '') ?? '';
    expect(plain(GROUP)).toContain('Mercutio: Anna, do you have the key?');
    expect(of('chat-row', GROUP).querySelector('[aria-label="You are named"]')).not.toBeNull();
    expect(plain(GROUP)).toContain('Private group');
    expect(plain(CHANNEL)).toContain('Peter Quince and Snug are writing');
    expect(plain(CHANNEL)).toContain('Public channel');
    expect(of('chat-row', CHANNEL).querySelector('[aria-label="You are named"]')).toBeNull();
  });
});
