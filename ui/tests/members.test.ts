import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { furnish, member, ROOM } from '../src/lib/ipc/fake/rooms';
import { fakeWorld, type World } from '../src/lib/ipc/fake/world';
import { outranks } from '../src/screens/Room/memberMenu';
import { all, at, key, openWindow, press, select, settled, write } from './window';

const asked = (world: World, type: string) => world.asked.filter((command) => command.type === type);
const there = (id: string) => vi.waitUntil(async () => (await settled(), document.querySelector(`[data-testid="${id}"]`)));
const row = (name: string) => all('member-row').find((each) => each.dataset.name === name)!;
const offered = () => [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].map((item) => item.dataset.testid);

async function openRoom(...how: Parameters<typeof furnish> extends [unknown, ...infer R] ? R : never) {
  const world = fakeWorld();
  furnish(world, ...how);
  const opened = await openWindow(world);
  await select(ROOM);
  await press(at('conversation-header'));
  await there('member-row');
  return opened;
}

async function menuOf(name: string) {
  await key(row(name), 'Enter');
  await there('member-message').catch(() => undefined);
}

beforeEach(() => void vi.spyOn(document, 'hasFocus').mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

describe('the members of a room', () => {
  it('are listed with what they are, in words', async () => {
    await openRoom();
    expect(all('member-row').map((each) => each.dataset.name)).toEqual(['Anna', 'Escalus', 'Benvolio', 'Juliet', 'Tybalt', 'روزالين', 'friar.laurence@cell.example']);
    expect(row('Anna').getAttribute('aria-label')).toBe('Anna, you · Owner');
    expect(row('Escalus').getAttribute('aria-label')).toBe('Escalus, Administrator, Prince of Verona');
    expect(row('Tybalt').getAttribute('aria-label')).toBe('Tybalt, Reads only');
    expect(row('friar.laurence@cell.example').getAttribute('aria-label')).toContain('Not here now');
  });

  it('are looked for', async () => {
    await openRoom();
    const field = at('room-panel').querySelector<HTMLInputElement>('[aria-label="Search members"]')!;
    field.value = 'jul';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await vi.waitUntil(async () => (await settled(), all('member-row').length === 1));
    expect(all('member-row')[0]?.dataset.name).toBe('Juliet');
  });

  it('are held in part when they are thousands', async () => {
    const people = Array.from({ length: 5000 }, (_, place) => member(place, `Citizen ${place}`));
    await openRoom({ online: 5000 }, 'channel', people);
    expect(all('member-row')).toHaveLength(150);
    const viewport = at('members');
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(50);
    viewport.scrollTop = 50 * 3000;
    viewport.dispatchEvent(new Event('scroll'));
    await vi.waitUntil(async () => (await settled(), row('Citizen 3000')));
    expect(all('member-row')).toHaveLength(150);
    const list = viewport.querySelector('ul')!;
    expect(list.style.getPropertyValue('--before')).toBe('2950');
    expect(list.style.getPropertyValue('--after')).toBe('1900');
  });

  it('are offered nothing about themselves', async () => {
    await openRoom();
    expect(row('Anna').querySelector('[data-testid=member-more]')).toBeNull();
  });

  it('are written to, if their address is known', async () => {
    const { session } = await openRoom();
    await menuOf('روزالين');
    expect(offered()).not.toContain('member-message');
    await key(document.activeElement!, 'Escape');
    await menuOf('Juliet');
    await press(at('member-message'));
    expect(session().selected).toBe('juliet@capulet.example');
  });

  it('are removed and banned only after a question', async () => {
    const { world } = await openRoom();
    await menuOf('Juliet');
    await press(at('member-ban'));
    expect(asked(world, 'setAffiliation')).toEqual([]);
    await press(at('confirm'));
    await menuOf('Tybalt');
    await press(at('member-remove'));
    await press(at('confirm'));
    expect(asked(world, 'setAffiliation')).toEqual([
      { type: 'setAffiliation', peer: ROOM, person: 'juliet@capulet.example', affiliation: 'outcast' },
      { type: 'setAffiliation', peer: ROOM, person: 'tybalt@verona.example', affiliation: 'none' },
    ]);
    expect(row('Juliet')).toBeUndefined();
  });

  it('are let write, made administrators and hidden', async () => {
    const { world } = await openRoom();
    await menuOf('Tybalt');
    await press(at('member-unmute'));
    expect(asked(world, 'setRole')).toEqual([{ type: 'setRole', peer: ROOM, nick: 'Tybalt', role: 'participant' }]);
    await menuOf('Juliet');
    await press(at('member-make-admin'));
    expect(asked(world, 'setAffiliation')).toEqual([{ type: 'setAffiliation', peer: ROOM, person: 'juliet@capulet.example', affiliation: 'admin' }]);
    await menuOf('Tybalt');
    await press(at('member-ignore'));
    expect(row('Tybalt').getAttribute('aria-label')).toContain('hidden');
    await press(at('room-tab-about'));
    await press(at('hidden-row').querySelector('button')!);
    expect(asked(world, 'setIgnored').map((command) => 'on' in command && command.on)).toEqual([true, false]);
    expect(all('hidden-row')).toHaveLength(0);
  });

  it('can be sent out only by those who may', async () => {
    await openRoom({ role: 'participant', affiliation: 'member' });
    await menuOf('Tybalt');
    expect(offered()).toEqual(['member-message', 'member-ignore']);
    expect(outranks('admin', 'admin')).toBe(false);
    expect(outranks('owner', 'admin')).toBe(true);
    expect(outranks('none', 'none')).toBe(true);
    expect(outranks('none', 'member')).toBe(false);
  });
});

describe('a room', () => {
  const save = async (id: string, text: string) => {
    await write(id, text);
    at(id).closest('form')?.requestSubmit();
    await settled();
  };

  it('is given a subject, and oneself another name', async () => {
    const { world } = await openRoom();
    await press(at('room-tab-about'));
    await save('room-subject', ' Friday ');
    await save('room-own-nick', 'Nan');
    expect(asked(world, 'setSubject')).toEqual([{ type: 'setSubject', peer: ROOM, text: 'Friday' }]);
    expect(asked(world, 'setRoomNick')).toEqual([{ type: 'setRoomNick', peer: ROOM, nick: 'Nan' }]);
  });

  it('tells of as much as one wants', async () => {
    const { world } = await openRoom();
    await press(at('room-tab-about'));
    const choice = at('room-notify') as HTMLSelectElement;
    choice.value = 'mentions';
    choice.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(asked(world, 'setNotify')).toEqual([{ type: 'setNotify', peer: ROOM, level: 'mentions' }]);
  });

  it('is left, and closed by its owner', async () => {
    const { world } = await openRoom();
    await press(at('room-tab-about'));
    await press(at('room-destroy'));
    expect(asked(world, 'destroyRoom')).toEqual([]);
    await press(at('confirm'));
    expect(asked(world, 'destroyRoom')).toEqual([{ type: 'destroyRoom', peer: ROOM }]);
    await press(at('room-leave'));
    await press(at('confirm'));
    expect(asked(world, 'leaveRoom')).toEqual([{ type: 'leaveRoom', peer: ROOM }]);
  });

  it('is neither configured nor closed by others', async () => {
    await openRoom({ role: 'moderator', affiliation: 'admin' });
    await press(at('room-tab-about'));
    expect(all('room-destroy')).toHaveLength(0);
    expect(all('room-configure')).toHaveLength(0);
  });

  it('is configured: what is known in our words, the rest in the server’s, and only what changed is sent', async () => {
    const { world } = await openRoom();
    await press(at('room-tab-about'));
    await press(at('room-configure'));
    await there('field-muc#roomconfig_membersonly');
    expect(at('room-form').textContent).toContain('Only members may come in');
    expect(at('room-form').textContent).toContain('Motto of the house');
    at('field-muc#roomconfig_membersonly').click();
    await write('field-muc#roomconfig_roomname', 'Concerts');
    (at('room-form') as HTMLFormElement).requestSubmit();
    await settled();
    expect(asked(world, 'configureRoom')).toEqual([
      { type: 'configureRoom', peer: ROOM, values: { 'muc#roomconfig_membersonly': ['0'], 'muc#roomconfig_roomname': ['Concerts'] } },
    ]);
    expect(all('room-form')).toHaveLength(0);
  });

  it('has people invited, several at once', async () => {
    const { world } = await openRoom();
    await press(at('room-tab-about'));
    await press(at('room-invite'));
    const people = all('invite-person');
    for (const each of people.slice(0, 2)) each.querySelector('input')!.click();
    await settled();
    await press(at('invite-send'));
    expect(asked(world, 'invite')).toEqual([{ type: 'invite', peer: ROOM, people: people.slice(0, 2).map((each) => each.dataset.peer) }]);
    expect(all('invite-send')).toHaveLength(0);
  });
});

describe('naming somebody', () => {
  async function type(text: string) {
    await write('composer-input', text);
    await vi.waitUntil(async () => (await settled(), document.querySelector('[data-testid=candidates]') !== null)).catch(() => undefined);
    return [...document.querySelectorAll('[data-testid=candidates] [role=option]')].map((each) => each.querySelector('bdi')?.textContent);
  }

  it('offers those who are there after an @, and puts the name in', async () => {
    await openRoom();
    expect(await type('Listen, @')).toEqual(['Escalus', 'Benvolio', 'Juliet', 'Tybalt', 'روزالين']);
    expect(await type('Listen, @jul')).toEqual(['Juliet']);
    await key(at('composer-input'), 'Enter');
    expect((at('composer-input') as HTMLTextAreaElement).value).toBe('Listen, @Juliet ');
  });

  it('does so neither in an address nor where one talks to one person', async () => {
    await openRoom();
    expect(await type('write to jul@')).toEqual([]);
    await select('juliet@capulet.example');
    await there('composer-input');
    expect(await type('@jul')).toEqual([]);
  });

  it('marks the messages that name us', async () => {
    await openRoom();
    const [first, second] = all('message');
    expect(first?.querySelector('.mention')).toBeNull();
    expect(second?.querySelector('.mention')).not.toBeNull();
    expect(second?.getAttribute('aria-label')).toContain('You are named');
  });
});
