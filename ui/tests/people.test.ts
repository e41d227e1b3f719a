import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { World } from '../src/lib/ipc/fake/world';
import { CLOSEST, moved, square, WHOLE, within } from '../src/screens/Profile/crop';
import { all, at, key, openWindow, press, select, settled, write } from './window';

const HELENA = 'helena@athens.example';
const PROSPERO = 'prospero@island.example';
const JULIET = 'juliet@capulet.example';

const asked = (world: World, type: string) => world.asked.filter((command) => command.type === type);
const there = (id: string) => vi.waitUntil(async () => (await settled(), document.querySelector(`[data-testid="${id}"]`)));

async function openRequests() {
  const opened = await openWindow();
  await press(at('requests-open'));
  await there('request-row');
  return opened;
}

async function stranger(peer: string) {
  const opened = await openRequests();
  const row = all('request-row').find((each) => each.dataset.peer === peer);
  if (!row) throw new Error(`${peer} does not wait`);
  await press(row);
  await there('request-bar');
  return opened;
}

beforeEach(() => void vi.spyOn(document, 'hasFocus').mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

describe('strangers', () => {
  it('wait in a place of their own, out of the list', async () => {
    await openWindow();
    expect(all('chat-row').some((row) => row.dataset.peer === PROSPERO)).toBe(false);
    expect(at('requests-open').textContent).toMatch(/3.? message requests/);
    await press(at('requests-open'));
    await there('request-row');
    expect(all('request-row')).toHaveLength(3);
    await key(at('place-back'), 'Escape');
    expect(all('request-row')).toHaveLength(0);
  });

  it('are answered where one would write, and by nothing else', async () => {
    const { world } = await stranger(PROSPERO);
    expect(document.querySelector('[data-testid="composer-input"]')).toBeNull();
    await press(at('request-accept'));
    expect(asked(world, 'acceptRequest')).toEqual([{ type: 'acceptRequest', peer: PROSPERO }]);
    await there('composer-input');
  });

  it('are ignored, and what they wrote is closed', async () => {
    const { world, session } = await stranger(HELENA);
    await press(at('request-ignore'));
    expect(asked(world, 'ignoreRequest')).toEqual([{ type: 'ignoreRequest', peer: HELENA }]);
    expect(session().selected).toBeNull();
  });

  it('are blocked and reported in one step', async () => {
    const { world } = await stranger(HELENA);
    await press(at('request-block'));
    await there('block-confirm');
    at('block-report').click();
    await settled();
    await press(at('block-confirm'));
    expect(asked(world, 'block')).toEqual([{ type: 'block', peer: HELENA, report: 'spam' }]);
  });
});

describe('whom one does not want', () => {
  it('is blocked in the details and unblocked in the conversation', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    await press(at('conversation-header'));
    await press(at('contact-block'));
    await there('block-confirm');
    await press(at('block-confirm'));
    expect(asked(world, 'block')).toEqual([{ type: 'block', peer: JULIET }]);
    await there('request-bar');
    expect(document.querySelector('[data-testid="composer-input"]')).toBeNull();
    await press(at('unblock'));
    expect(asked(world, 'unblock')).toEqual([{ type: 'unblock', address: JULIET }]);
    await there('composer-input');
  });

  it('cannot be reported where nobody reads it', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    world.conversation(JULIET).patch(JULIET, { canReport: false });
    await press(at('conversation-header'));
    await press(at('contact-block'));
    await there('block-confirm');
    expect(document.querySelector('[data-testid="block-report"]')).toBeNull();
  });

  it('stands in the settings', async () => {
    const { world, session } = await openWindow();
    world.blocked.put({ id: 'spam.example', sort: [0, 0], name: 'spam.example' });
    session().overlay = 'settings';
    await there('blocked-row');
    await press(at('blocked-row').querySelector('button')!);
    expect(asked(world, 'unblock')).toEqual([{ type: 'unblock', address: 'spam.example' }]);
  });
});

describe('how one appears to others', () => {
  it('is a name that contacts see', async () => {
    const { world, session } = await openWindow();
    session().overlay = 'profile';
    await there('profile-nick');
    await write('profile-nick', '  Anna of Verona ');
    at('profile-nick').closest('form')?.requestSubmit();
    await settled();
    expect(asked(world, 'setNick')).toEqual([{ type: 'setNick', name: 'Anna of Verona' }]);
    expect(document.querySelector('[data-testid="profile-nick"]')).toBeNull();
  });

  it('is a picture, cut out and sent, or none', async () => {
    vi.stubGlobal('createImageBitmap', async () => ({ width: 400, height: 200 }));
    HTMLCanvasElement.prototype.toBlob = (done) => done({ arrayBuffer: async () => new Uint8Array([1, 2, 3]).buffer } as Blob);
    const { world, session } = await openWindow();
    session().overlay = 'profile';
    await there('avatar-choose');
    Object.defineProperty(at('avatar-file'), 'files', { value: [new File(['x'], 'me.png')] });
    at('avatar-file').dispatchEvent(new Event('change', { bubbles: true }));
    await there('crop-area');
    await press(at('avatar-use'));
    await vi.waitFor(() => expect(asked(world, 'setAvatar')).toEqual([{ type: 'setAvatar', picture: 'AQID' }]));
    await there('avatar-remove');
    await press(at('avatar-remove'));
    expect(asked(world, 'setAvatar').at(-1)).toEqual({ type: 'setAvatar', picture: null });
    vi.unstubAllGlobals();
  });

  it('is not a file that is no picture', async () => {
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('no picture')));
    const { world, session } = await openWindow();
    session().overlay = 'profile';
    await there('avatar-choose');
    Object.defineProperty(at('avatar-file'), 'files', { value: [new File(['x'], 'me.exe')] });
    at('avatar-file').dispatchEvent(new Event('change', { bubbles: true }));
    await there('avatar-unusable');
    expect(asked(world, 'setAvatar')).toEqual([]);
    vi.unstubAllGlobals();
  });
});

describe('pictures of people', () => {
  const HASH = '0123456789abcdef0123456789abcdef01234567';
  const picture = () => all('chat-row').find((row) => row.dataset.peer === JULIET)?.querySelector('img') ?? null;

  it('come after the rows are painted, from the program itself', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { world } = await openWindow();
    world.chats.patch(JULIET, { avatar: HASH });
    await settled();
    expect(picture()).toBeNull();
    vi.advanceTimersByTime(200);
    await settled();
    expect(picture()?.getAttribute('src')).toBe(`/pictures/avatar/${HASH}`);
    vi.useRealTimers();
  });

  it('give way to letters when they do not come', async () => {
    const { world, session } = await openWindow();
    session().settled = true;
    world.chats.patch(JULIET, { avatar: HASH });
    await settled();
    picture()?.dispatchEvent(new Event('error'));
    await settled();
    expect(picture()).toBeNull();
  });
});

describe('the part of a picture that is cut out', () => {
  const wide = { width: 400, height: 200 };

  it('is the middle square at first, and never leaves the picture', () => {
    expect(square(wide, WHOLE)).toEqual({ left: 100, top: 0, length: 200 });
    const corner = moved(wide, WHOLE, 99, 99);
    expect(square(wide, corner)).toEqual({ left: 200, top: 0, length: 200 });
    const close = within(wide, { zoom: 50, x: -3, y: 3 });
    expect(close.zoom).toBe(CLOSEST);
    expect(square(wide, close)).toEqual({ left: 0, top: 160, length: 40 });
  });
});

describe('what one person is told', () => {
  it('is chosen in the details', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    await press(at('conversation-header'));
    await there('privacy-markers');
    const choice = at('privacy-markers') as HTMLSelectElement;
    choice.value = 'never';
    choice.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(asked(world, 'setPrivacy')).toEqual([
      { type: 'setPrivacy', peer: JULIET, privacy: { receipts: 'asUsual', markers: 'never', typing: 'asUsual' } },
    ]);
  });
});

describe('keeping order', () => {
  const menuItem = (name: string) => [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((item) => item.textContent?.includes(name));
  async function menuOf(peer: string) {
    const row = all('chat-row').find((each) => each.dataset.peer === peer)!;
    row.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    await vi.waitUntil(async () => (await settled(), document.querySelector('[role=menuitem]')));
  }

  it('puts a conversation away and takes it out again', async () => {
    const { world } = await openWindow();
    await menuOf(JULIET);
    await press(menuItem('Archive')!);
    expect(asked(world, 'setArchived')).toEqual([{ type: 'setArchived', peer: JULIET, on: true }]);
    expect(all('chat-row').some((row) => row.dataset.peer === JULIET)).toBe(false);
    await press(at('archived-open'));
    await there('archived');
    await vi.waitUntil(async () => (await settled(), at('archived').querySelector('[data-testid=chat-row]')));
    expect(at('archived').querySelectorAll('[data-testid=chat-row]')).toHaveLength(1);
  });

  it('mutes for an hour', async () => {
    const { world } = await openWindow();
    await menuOf(JULIET);
    await press(menuItem('Mute for an hour')!);
    const [command] = asked(world, 'setMuted') as { until?: number }[];
    expect(command?.until).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('shows contacts by group, and finds them', async () => {
    const { session } = await openWindow();
    session().place = 'contacts';
    await there('contacts');
    const headings = () => [...at('contacts').querySelectorAll('h3')].map((heading) => heading.textContent);
    expect(headings()).toEqual(['Family', 'Theatre', 'Without a group']);
    const field = at('contacts').querySelector('input')!;
    field.value = 'juliet';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    expect(at('contacts').querySelectorAll('[data-testid=contact-row]')).toHaveLength(1);
  });
});
