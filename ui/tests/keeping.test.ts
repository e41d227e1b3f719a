import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { suggestions, toField } from '../src/lib/format/later';
import { ME, message } from '../src/lib/ipc/fake/people';
import { conversationOf, fakeWorld, type World } from '../src/lib/ipc/fake/world';
import { all, at, key, openWindow, press, select, settled, write } from './window';

const PETER = 'peter@capulet.example';
const JULIET = 'juliet@capulet.example';
const asked = (world: World, type: string) => world.asked.filter((command) => command.type === type);
const line = (id: number) => all('message').find((each) => each.dataset.messageId === String(id))!;

async function withThree() {
  const world = fakeWorld();
  for (const row of world.timeline(PETER).rows) world.timeline(PETER).remove(row.id);
  const now = Date.now();
  world.timeline(PETER).put(message(501, PETER, now - 2000, 'The lark', false), message(502, PETER, now - 1000, 'no, the nightingale', true), message(503, PETER, now, 'the LARK, I say', true));
  const opened = await openWindow(world);
  await select(PETER);
  return opened;
}

async function choose(id: number, item: string): Promise<void> {
  line(id).focus();
  await key(line(id), 'Enter');
  await press(at(item));
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('finding', () => {
  async function looking(text: string) {
    const opened = await withThree();
    await key(document.body, 'f', { ctrlKey: true });
    const field = at('find-bar').querySelector('input')!;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await vi.advanceTimersByTimeAsync(200);
    await settled();
    return { ...opened, field };
  }
  const count = () => at('find-count').textContent?.replace(/[\u2066-\u2069]/g, '');

  it('goes to the newest match, and with Enter to older ones, and the field keeps the keyboard', async () => {
    const { session, field } = await looking('lark');
    expect(count()).toBe('1 of 2');
    expect(session().shown?.timeline.marked).toBe(503);
    await key(field, 'Enter');
    expect([count(), session().shown?.timeline.marked]).toEqual(['2 of 2', 501]);
    await key(field, 'Enter', { shiftKey: true });
    expect(count()).toBe('1 of 2');
    expect(document.activeElement).toBe(field);
  });

  it('says when there is nothing, and Escape gives the keyboard back', async () => {
    const { field } = await looking('owl');
    expect(count()).toBe('Nothing found');
    await key(field, 'Escape');
    expect(document.querySelector('[data-testid=find-bar]')).toBeNull();
    expect(document.activeElement).toBe(at('composer-input'));
  });
});

describe('choosing several messages', () => {
  it('copies, forwards and deletes them, each only where it can be done', async () => {
    const { world } = await withThree();
    await choose(502, 'menu-select');
    const boxes = () => all('choose') as HTMLInputElement[];
    boxes()[2]!.click();
    await settled();
    expect(boxes().map((box) => box.checked)).toEqual([false, true, true]);
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    expect((at('selection-retract') as HTMLButtonElement).disabled).toBe(false);
    boxes()[0]!.click();
    await settled();
    expect((at('selection-retract') as HTMLButtonElement).disabled).toBe(true);
    await press(at('selection-copy'));
    expect(written).toHaveBeenCalledWith('The lark\nno, the nightingale\nthe LARK, I say');
    expect(all('choose')).toEqual([]);
    await choose(502, 'menu-select');
    await press(at('selection-retract'));
    await press(at('confirm'));
    expect(asked(world, 'retract')).toEqual([{ type: 'retract', message: 502 }]);
  });
});

describe('forwarding', () => {
  it('goes to whom one chooses, and asks before anything leaves in the clear', async () => {
    const { world } = await withThree();
    world.refusal = (command) => (command.type === 'forward' && !command.inTheClear ? 'wouldExpose' : null);
    await choose(501, 'menu-forward');
    const to = all('forward-to').find((each) => each.dataset.peer === JULIET)!;
    to.querySelector('input')!.click();
    await settled();
    await press(at('forward-send'));
    expect(document.querySelector('.warning')?.textContent).toContain('Servers on the way could read it');
    await press(at('forward-send'));
    expect(asked(world, 'forward').at(-1)).toEqual({ type: 'forward', messages: [501], to: [JULIET], inTheClear: true });
    expect(document.querySelector('dialog[open]')).toBeNull();
  });
});

describe('what is kept besides', () => {
  it('a message is pinned and found beside the conversation', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    await press(at('show-pinned'));
    expect(all('pane-message')).toHaveLength(1);
    await key(document.body, 'Escape');
    expect(document.querySelector('[data-testid=pane]')).toBeNull();
    await choose(9015, 'menu-pin');
    expect(asked(world, 'pinMessage')).toEqual([{ type: 'pinMessage', message: 9015, on: false }]);
  });

  it('a thread is read and written beside the conversation', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    await press(line(9015).querySelector('[data-testid=message-thread]')!);
    expect(at('pane').dataset.kind).toBe('thread');
    await write('thread-input', 'both copies are here');
    await key(at('thread-input'), 'Enter');
    expect(asked(world, 'sendInThread')).toEqual([{ type: 'sendInThread', message: 9015, text: 'both copies are here' }]);
    expect((at('thread-input') as HTMLTextAreaElement).value).toBe('');
  });

  it('what is written is sent later, and can be changed, sent and taken back until then', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    await write('composer-input', 'good morrow');
    await key(at('composer-input'), 'Enter', { ctrlKey: true, shiftKey: true });
    await press(document.querySelector('.choice')!);
    await press(at('schedule-send'));
    expect(asked(world, 'schedule')).toMatchObject([{ peer: JULIET, text: 'good morrow' }]);
    expect((at('composer-input') as HTMLTextAreaElement).value).toBe('');
    await press(at('show-scheduled'));
    await press(at('scheduled-now'));
    await press(at('scheduled-cancel'));
    await press(at('scheduled-change'));
    await write('schedule-text', 'break a leg');
    await press(at('schedule-send'));
    expect(world.asked.slice(-3)).toMatchObject([{ type: 'sendScheduled', scheduled: 1 }, { type: 'unschedule' }, { type: 'reschedule', text: 'break a leg' }]);
  });

  it('what one writes to oneself has a name of its own', async () => {
    const world = fakeWorld();
    const chat = { ...world.chats.rows[0]!, id: ME, peer: ME, name: ME };
    world.chats.put(chat);
    world.conversation(ME).put(conversationOf(chat, { contact: false }));
    await openWindow(world);
    await select(ME);
    expect(at('conversation-header').textContent).toContain('Saved messages');
    expect(document.querySelector('[data-testid=stranger-add]')).toBeNull();
  });
});

describe('the list', () => {
  it('does not move under the pointer while it is pressed', async () => {
    const { world } = await openWindow();
    const peers = () => all('chat-row').map((row) => row.dataset.peer);
    const before = peers();
    document.querySelector('.rows')!.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    world.chats.patch(PETER, { sort: [1, -Date.now() - 1e9] });
    await settled();
    expect(peers()).toEqual(before);
    window.dispatchEvent(new Event('pointerup'));
    await vi.advanceTimersByTimeAsync(1);
    await settled();
    expect(peers()).not.toEqual(before);
  });
});

describe('times to send at', () => {
  it('are the next ones, each once, and local', () => {
    const sunday = new Date(2026, 10, 22, 20, 0).getTime();
    const named = suggestions(sunday).map(({ label, at }) => `${label} ${toField(at)}`);
    expect(named).toEqual(['schedule-hour 2026-11-22T21:00', 'schedule-tomorrow 2026-11-23T09:00']);
    expect(suggestions(new Date(2026, 10, 25, 8, 0).getTime()).map((each) => toField(each.at))).toEqual(['2026-11-25T09:00', '2026-11-26T09:00', '2026-11-30T09:00']);
  });
});
