import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { receive } from '../src/lib/ipc/fake/commands';
import { account, emptyWorld, fakeWorld, type World } from '../src/lib/ipc/fake/world';
import { all, at, key, openWindow, press, select, settled, write } from './window';

const JULIET = 'juliet@capulet.example';
const BENVOLIO = 'benvolio@montague.example';
const PETER = 'peter@capulet.example';

const asked = (world: World, type: string) => world.asked.filter((command) => command.type === type);
const lines = () => all('message').map((row) => row.querySelector('.text')?.textContent ?? '');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('starting', () => {
  const hidden = () => document.querySelector<HTMLElement>('.panes')?.hidden;

  it('shows nothing until there are rows to show', async () => {
    const world = fakeWorld();
    const subscribe = world.subscribe.bind(world);
    const late: (() => void)[] = [];
    vi.spyOn(world, 'subscribe').mockImplementation(async (account, view, window, onPatch) => {
      if (view.type !== 'chats') return subscribe(account, view, window, onPatch);
      return new Promise((resolve) => late.push(() => void subscribe(account, view, window, onPatch).then(resolve)));
    });
    await openWindow(world);
    expect(hidden()).toBe(true);
    late.forEach((come) => come());
    await settled();
    expect(hidden()).toBe(false);
    expect(all('chat-row').length).toBeGreaterThan(3);
  });

  it('shows what it has when they take their time', async () => {
    const world = fakeWorld();
    const subscribe = world.subscribe.bind(world);
    vi.spyOn(world, 'subscribe').mockImplementation((account, view, window, onPatch) =>
      view.type === 'chats' ? new Promise<number>(() => undefined) : subscribe(account, view, window, onPatch),
    );
    await openWindow(world);
    expect(hidden()).toBe(true);
    vi.advanceTimersByTime(200);
    await settled();
    expect(hidden()).toBe(false);
    expect(document.querySelector('.skeleton')).toBeTruthy();
  });
});

describe('signing in', () => {
  it('leads to the conversations', async () => {
    const { world } = await openWindow(emptyWorld());
    await write('signin-jid', ' anna@example.org ');
    await write('signin-password', 'secret');
    at('signin-submit').closest('form')?.requestSubmit();
    await settled();
    expect(asked(world, 'signIn')[0]).toEqual({ type: 'signIn', jid: 'anna@example.org', password: 'secret', server: null, caFile: null });
    expect(at('account-menu')).toBeTruthy();
  });

  it('sends host, port and certificate file when they are given', async () => {
    const { world } = await openWindow(emptyWorld());
    await write('signin-jid', 'anna@localhost');
    await write('signin-password', 'secret');
    await press(at('signin-advanced'));
    await write('signin-host', '127.0.0.1');
    await write('signin-port', '15222');
    await write('signin-ca', '/etc/ca.pem');
    at('signin-submit').closest('form')?.requestSubmit();
    await settled();
    expect(asked(world, 'signIn')[0]).toMatchObject({ server: { host: '127.0.0.1', port: 15222, directTls: false }, caFile: '/etc/ca.pem' });
  });

  it('says what is wrong and keeps what was typed', async () => {
    const world = emptyWorld();
    world.refusal = () => 'wrongPassword';
    await openWindow(world);
    await write('signin-jid', 'anna@example.org');
    await write('signin-password', 'wrong');
    at('signin-submit').closest('form')?.requestSubmit();
    await settled();
    expect(at('signin-error').textContent).toMatch(/Wrong password for .?anna@example\.org.?\. Try again/);
    expect((at('signin-jid') as HTMLInputElement).value).toBe('anna@example.org');
    expect((at('signin-password') as HTMLInputElement).value).toBe('wrong');
  });
});

describe('the archive', () => {
  it('is protected by a passphrase typed twice the same', async () => {
    const world = emptyWorld();
    world.profile.put({ id: 'profile', sort: [0, 0], lock: 'choosePassphrase' });
    await openWindow(world);
    const button = at('unlock-submit') as HTMLButtonElement;
    await write('unlock-passphrase', 'seven c');
    await write('unlock-again', 'seven c');
    expect(button.disabled).toBe(true);
    await write('unlock-passphrase', 'long enough');
    await write('unlock-again', 'long enouhg');
    expect(button.disabled).toBe(true);
    await write('unlock-again', 'long enough');
    expect(button.disabled).toBe(false);
    button.closest('form')?.requestSubmit();
    await settled();
    expect(at('signin-jid')).toBeTruthy();
  });
});

describe('writing', () => {
  it('shows the message at once, as waiting, and empties the composer', async () => {
    const { world } = await openWindow();
    await select(PETER);
    await write('composer-input', 'Good night');
    await key(at('composer-input'), 'Enter');
    expect(asked(world, 'send')).toEqual([{ type: 'send', peer: PETER, text: 'Good night' }]);
    expect(lines().at(-1)).toBe('Good night');
    expect(all('message').at(-1)?.dataset.delivery).toBe('queued');
    expect((at('composer-input') as HTMLTextAreaElement).value).toBe('');
  });

  it('breaks the line with Shift+Enter, and leaves Enter to an input method', async () => {
    const { world } = await openWindow();
    await select(PETER);
    await write('composer-input', 'konn');
    await key(at('composer-input'), 'Enter', { shiftKey: true });
    await key(at('composer-input'), 'Enter', { isComposing: true });
    expect(asked(world, 'send')).toEqual([]);
  });

  it('sends with Ctrl+Enter only, when the user wants it so', async () => {
    const world = fakeWorld();
    world.preferences.patch('preferences', { enterSends: false });
    await openWindow(world);
    await select(PETER);
    await write('composer-input', 'x');
    await key(at('composer-input'), 'Enter');
    expect(asked(world, 'send')).toEqual([]);
    await key(at('composer-input'), 'Enter', { ctrlKey: true });
    expect(asked(world, 'send')).toHaveLength(1);
  });

  it('gives the text back when it was refused', async () => {
    const { world } = await openWindow();
    await select(PETER);
    world.refusal = (command) => (command.type === 'send' ? 'diskFull' : null);
    await write('composer-input', 'precious');
    await key(at('composer-input'), 'Enter');
    expect((at('composer-input') as HTMLTextAreaElement).value).toBe('precious');
    expect(document.body.textContent).toContain('The disk is full');
  });

  it('never sends only white space', async () => {
    const { world } = await openWindow();
    await select(PETER);
    await write('composer-input', ' \n ');
    await key(at('composer-input'), 'Enter');
    expect(asked(world, 'send')).toEqual([]);
  });

  it('keeps a draft after a pause and when the conversation is left', async () => {
    const { world } = await openWindow();
    await select(PETER);
    await write('composer-input', 'half a th');
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked(world, 'saveDraft')).toEqual([{ type: 'saveDraft', peer: PETER, text: 'half a th' }]);
    await write('composer-input', 'half a thought');
    await select(JULIET);
    expect(asked(world, 'saveDraft')).toHaveLength(2);
    await select(PETER);
    expect((at('composer-input') as HTMLTextAreaElement).value).toBe('half a thought');
  });

  it('tells once that one is writing, and once that one has stopped', async () => {
    const { world } = await openWindow();
    await select(PETER);
    await write('composer-input', 'a');
    await write('composer-input', 'ab');
    await vi.advanceTimersByTimeAsync(6000);
    expect(asked(world, 'typing')).toEqual([
      { type: 'typing', peer: PETER, composing: true },
      { type: 'typing', peer: PETER, composing: false },
    ]);
  });

  it('says before sending who cannot read it', async () => {
    const world = fakeWorld();
    world.conversation(PETER).patch(PETER, { readiness: { type: 'partly', devices: 1, undecided: 2 } });
    await openWindow(world);
    await select(PETER);
    expect(at('readiness').textContent).toContain('cannot read this until you decide');
  });
});

describe('reading', () => {
  it('marks as read what is in sight, and only while the window is looked at', async () => {
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    const { world } = await openWindow();
    await select(BENVOLIO);
    expect(asked(world, 'markRead')).toEqual([]);
    focus.mockReturnValue(true);
    window.dispatchEvent(new Event('focus'));
    await settled();
    const newest = world.timeline(BENVOLIO).rows.at(-1)?.message;
    expect(asked(world, 'markRead')).toEqual([{ type: 'markRead', peer: BENVOLIO, upTo: newest }]);
  });

  it('keeps the divider where it was although everything is read by then', async () => {
    const { world } = await openWindow();
    await select(BENVOLIO);
    expect(world.chats.get(BENVOLIO)?.unread).toBe(0);
    expect(document.body.textContent).toContain('New messages');
  });

  it('tells the core what is looked at', async () => {
    const { world } = await openWindow();
    await select(PETER);
    expect(asked(world, 'focus').at(-1)).toMatchObject({ peer: PETER, active: true, atBottom: true });
    window.dispatchEvent(new Event('blur'));
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    window.dispatchEvent(new Event('blur'));
    await settled();
    expect(asked(world, 'focus').at(-1)).toMatchObject({ peer: PETER, active: false });
  });

  it('announces what arrives, once, and not what was there', async () => {
    const { world } = await openWindow();
    await select(PETER);
    const region = document.querySelector('[role=log]');
    expect(region?.textContent).toBe('');
    receive(world, PETER, 'Musicians?');
    await settled();
    expect(region?.textContent).toMatch(/Peter.?: .?Musicians\?/);
  });

  it('shows the newest 150 rows of a long conversation and asks for more only when one scrolls', async () => {
    await openWindow();
    await select(BENVOLIO);
    expect(all('message').length).toBeLessThanOrEqual(150);
  });

  it('offers to try again, to send in the open, and to delete what failed', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    await press(at('message-retry'));
    expect(asked(world, 'retry')).toHaveLength(1);
    expect(all('message-retry')).toHaveLength(0);
  });

  it('copies the text of a message and says so', async () => {
    const copied = vi.spyOn(navigator.clipboard, 'writeText');
    await openWindow();
    await select(PETER);
    await key(all('message')[0]!, 'Enter');
    await press(at('message-copy'));
    expect(copied).toHaveBeenCalledWith(lines()[0]);
    expect(document.body.textContent).toContain('Copied');
  });

  it('repairs a session at one click and never by itself', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    expect(asked(world, 'repairSession')).toEqual([]);
    await press(at('message-repair'));
    expect(asked(world, 'repairSession')).toEqual([{ type: 'repairSession', peer: JULIET, device: 4711 }]);
  });
});

describe('people', () => {
  it('are added by their address, and the conversation opens', async () => {
    const { world, session } = await openWindow();
    await press(at('add-contact-open'));
    await press(at('new-conversation'));
    await write('add-contact-jid', 'xmpp:Ophelia@elsinore.example');
    (at('add-contact') as HTMLFormElement).requestSubmit();
    await settled();
    expect(asked(world, 'addContact')[0]).toMatchObject({ peer: 'Ophelia@elsinore.example' });
    expect(session().selected).toBe('ophelia@elsinore.example');
  });

  it('have devices that can be verified and distrusted', async () => {
    const { world, session } = await openWindow();
    await select(JULIET);
    session().panel = true;
    await settled();
    const row = all('device-row').find((each) => each.dataset.trust === 'undecided');
    await press(row!.querySelector('[data-testid=device-verify]')!);
    expect(asked(world, 'trustDevice')).toEqual([{ type: 'trustDevice', peer: JULIET, device: 4712, verdict: 'verified' }]);
    await press(row!.querySelector('[data-testid=device-distrust]')!);
    expect(asked(world, 'trustDevice')).toHaveLength(2);
  });
});

describe('the keyboard', () => {
  it('has one stop in the timeline: the newest message, and what is inside it', async () => {
    await openWindow();
    await select(JULIET);
    const stops = [...document.querySelectorAll<HTMLElement>('.viewport [tabindex="0"]')];
    const newest = all('message').at(-1)!;
    expect(stops[0]).toBe(newest);
    expect(stops.every((stop) => newest.contains(stop))).toBe(true);
    newest.focus();
    await key(newest, 'ArrowUp');
    expect(document.activeElement).toBe(all('message').at(-2));
    await key(document.activeElement!, 'Enter');
    expect(document.querySelector('[role=menu]')).toBeTruthy();
  });

  it('closes a question without closing what is behind it', async () => {
    const { session } = await openWindow();
    await select(JULIET);
    session().panel = true;
    await settled();
    await press(at('contact-remove'));
    await key(at('confirm'), 'Escape');
    expect(session().panel).toBe(true);
  });

  it('opens the palette, finds somebody and goes there', async () => {
    const { session } = await openWindow();
    await key(window, 'k', { ctrlKey: true });
    const field = document.querySelector<HTMLInputElement>('dialog input');
    field!.value = 'merc';
    field!.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    await key(field!, 'Enter');
    expect(session().selected).toBe('mercutio@verona.example');
    expect(session().overlay).toBeNull();
  });

  it('walks the conversations, and the unread ones', async () => {
    const { session } = await openWindow();
    await key(window, 'ArrowDown', { altKey: true });
    expect(session().selected).toBe(JULIET);
    await key(window, 'ArrowDown', { altKey: true, shiftKey: true });
    await key(window, 'ArrowDown', { altKey: true, shiftKey: true });
    expect(session().selected).toBe('mercutio@verona.example');
    await key(window, 'ArrowUp', { altKey: true });
    expect(session().selected).toBe('nurse@capulet.example');
  });

  it('closes the topmost thing with Escape, and finally returns to the composer', async () => {
    const { session } = await openWindow();
    await select(JULIET);
    session().panel = true;
    await settled();
    (document.activeElement as HTMLElement).blur();
    await key(window, 'Escape');
    expect(session().panel).toBe(false);
    await key(window, 'Escape');
    expect(document.activeElement).toBe(at('composer-input'));
  });
});

describe('the connection', () => {
  it('says in words what is wrong and what to do', async () => {
    const world = fakeWorld();
    world.accounts.put(account({ connection: 'stopped', problem: 'wrongPassword' }));
    await openWindow(world);
    expect(at('connection-banner').textContent).toContain('Wrong password');
    await press(at('password-change'));
    await write('password-new', 'better');
    at('password-submit').closest('form')?.requestSubmit();
    await settled();
    expect(asked(world, 'enterPassword')[0]).toMatchObject({ password: 'better' });
    expect(all('connection-banner')).toHaveLength(0);
  });

  it('does not make a fuss about a short interruption', async () => {
    const world = fakeWorld();
    await openWindow(world);
    world.accounts.put(account({ connection: 'connecting' }));
    await settled();
    expect(all('connection-banner')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2500);
    await settled();
    expect(at('connection-banner').textContent).toContain('Connecting');
  });
});

describe('the host', () => {
  it('opens the conversation whose notification was clicked', async () => {
    const { world, session } = await openWindow();
    world.emit('open-chat', { account: account().account, peer: PETER });
    await settled();
    expect(session().selected).toBe(PETER);
  });

  it('opens it also when it belongs to another account', async () => {
    const world = fakeWorld();
    const other = { account: 'fedcba9876543210', jid: 'work@example.net' };
    world.accounts.put(account({ ...other, id: other.account, sort: [1, 0] }));
    const { session } = await openWindow(world);
    world.emit('open-chat', { account: other.account, peer: PETER });
    await settled();
    expect(session().account).toBe(other.account);
    expect(session().selected).toBe(PETER);
  });

  it('opens the settings when its menu says so', async () => {
    const { world } = await openWindow();
    world.emit('show-settings', null);
    await settled();
    expect(at('preferences')).toBeTruthy();
  });

  it('signs out only after a question', async () => {
    const { world, session } = await openWindow();
    session().overlay = 'sign-out';
    await settled();
    expect(asked(world, 'signOut')).toEqual([]);
    await press(at('confirm'));
    expect(asked(world, 'signOut')).toHaveLength(1);
    expect(at('signin-jid')).toBeTruthy();
  });
});
