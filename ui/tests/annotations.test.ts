import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { message } from '../src/lib/ipc/fake/people';
import { fakeWorld, type World } from '../src/lib/ipc/fake/world';
import { all, at, key, openWindow, press, select, settled, write } from './window';

const JULIET = 'juliet@capulet.example'; // every state
const BENVOLIO = 'benvolio@montague.example'; // 1200 messages
const PETER = 'peter@capulet.example';

const asked = (world: World, type: string) => world.asked.filter((command) => command.type === type);
const field = () => at('composer-input') as HTMLTextAreaElement;
const plain = (text: string | null | undefined) => (text ?? '').replace(/[\u2066-\u2069]/g, ''); // without the marks around what was filled in
const line = (id: number) => {
  const found = all('message').find((each) => each.dataset.messageId === String(id));
  if (!found) throw new Error(`message ${id} is not there`);
  return found;
};
const inside = (id: number, name: string) => [...line(id).querySelectorAll<HTMLElement>(`[data-testid="${name}"]`)];
const menu = () => [...document.querySelectorAll('[role=menu] [role=menuitem]')].map((item) => item.textContent?.trim());

/** Opens a message's menu and chooses. */
async function choose(id: number, item: string): Promise<void> {
  line(id).focus();
  await key(line(id), 'Enter');
  await press(at(item));
}

/** A conversation with one message of each side. */
async function withTwo() {
  const world = fakeWorld();
  world.timeline(PETER).put(message(501, PETER, Date.now() - 1000, 'Musicians?\nHeart’s ease!', false), message(502, PETER, Date.now(), 'Why heart’s ease?', true));
  const opened = await openWindow(world);
  await select(PETER);
  return opened;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the bar beside a message', () => {
  it('is there while the pointer is, and offers to react, to reply and more', async () => {
    await withTwo();
    expect(all('message-more')).toHaveLength(0);
    line(501).dispatchEvent(new Event('pointerenter'));
    await settled();
    expect([...line(501).querySelectorAll('.bar button')].map((button) => button.getAttribute('aria-label'))).toEqual(['React', 'Reply', 'Message actions']);
    line(501).dispatchEvent(new Event('pointerleave'));
    await settled();
    expect(all('message-more')).toHaveLength(0);
  });

  it('is there for the keyboard, and gets it back from what it opened', async () => {
    await withTwo();
    line(501).focus();
    await settled();
    const more = at('message-more');
    line(501).dispatchEvent(new FocusEvent('focusout', { bubbles: true, relatedTarget: more })); // a browser goes on only then
    await settled();
    expect(more.isConnected).toBe(true);
    more.focus();
    await press(more);
    expect(document.activeElement?.textContent).toContain('Reply');
    await key(document.activeElement!, 'Escape');
    expect(document.activeElement).toBe(more);
    field().focus();
    await settled();
    expect(all('message-more')).toHaveLength(0);
  });

  it('offers neither answer nor reaction to what nobody else has', async () => {
    const world = fakeWorld();
    world.timeline(PETER).put(message(503, PETER, Date.now(), 'Lost', true, { delivery: 'failed', failure: 'rejected' }));
    await openWindow(world);
    await select(PETER);
    line(503).focus();
    await settled();
    expect(all('message-react')).toHaveLength(0);
    await press(at('message-more'));
    expect(menu()).toEqual(['Copy text', 'Try again', 'Delete', 'Encryption details']);
  });
});

describe('a reply', () => {
  it('is written under what it answers, and says what that is when sent', async () => {
    const { world } = await withTwo();
    await choose(501, 'menu-reply');
    expect(at('composer-about').textContent).toMatch(/Peter\s*Musicians\?\s*$/);
    expect(document.activeElement).toBe(field());
    await write('composer-input', 'Why not?');
    await key(field(), 'Enter');
    expect(asked(world, 'send')).toEqual([{ type: 'send', peer: PETER, text: 'Why not?', replyTo: 501 }]);
    expect(all('composer-about')).toHaveLength(0);
    expect(all('message').at(-1)?.querySelector('[data-testid=quote]')?.textContent).toMatch(/Peter\s*Musicians\? Heart’s ease!/);
  });

  it('is given up with Escape, and the text stays', async () => {
    const { world } = await withTwo();
    await choose(501, 'menu-reply');
    await write('composer-input', 'Well');
    await key(field(), 'Escape');
    expect(all('composer-about')).toHaveLength(0);
    await key(field(), 'Enter');
    expect(asked(world, 'send')).toEqual([{ type: 'send', peer: PETER, text: 'Well' }]);
  });

  it('is given up with its button, and the keyboard is back in the text', async () => {
    await withTwo();
    await choose(502, 'menu-reply');
    expect(at('composer-about').textContent).toContain('You');
    await press(at('composer-about-cancel'));
    expect(all('composer-about')).toHaveLength(0);
    expect(document.activeElement).toBe(field());
  });

  it('comes back with its text when it was refused', async () => {
    const { world } = await withTwo();
    world.refusal = (command) => (command.type === 'send' ? 'diskFull' : null);
    await choose(501, 'menu-reply');
    await write('composer-input', 'precious');
    await key(field(), 'Enter');
    expect(field().value).toBe('precious');
    expect(at('composer-about').dataset.kind).toBe('reply');
  });

  it('shows what it answers, whose that is, and what is missing', async () => {
    await openWindow();
    await select(JULIET);
    const quotes = all('quote').map((quote) => [quote.tagName, quote.getAttribute('aria-label') ?? quote.textContent?.trim()].map(plain));
    expect(quotes).toEqual([
      ['BUTTON', 'Quote, You: Yes, I will bring the scores 🎻'],
      ['BUTTON', 'Quote, Juliet Capulet: Are you coming to the rehearsal tonight?'],
      ['DIV', 'Original message not available'],
      ['BUTTON', 'Quote, Juliet Capulet: Message deleted'],
    ]);
  });

  it('does not call deleted what only cannot be read', async () => {
    const world = fakeWorld();
    world.timeline(JULIET).put(message(90_001, JULIET, Date.now(), 'Sorry?', true, { reply: { message: 9008, outgoing: false, text: null } }));
    await openWindow(world);
    await select(JULIET);
    expect(all('quote').at(-1)?.textContent).toContain('This message cannot be read');
  });

  it('leads to what it answers, which is marked for a moment', async () => {
    await openWindow();
    await select(JULIET);
    await press(all('quote')[1]!);
    expect(document.activeElement).toBe(line(9001));
    expect(line(9001).classList).toContain('marked');
    await vi.advanceTimersByTimeAsync(2500);
    await settled();
    expect(line(9001).classList).not.toContain('marked');
  });

  it('leads there also when that lies far back', async () => {
    const world = fakeWorld();
    const old = world.timeline(BENVOLIO).rows[100]!;
    world.timeline(BENVOLIO).put(message(90_001, BENVOLIO, Date.now(), 'As I said', false, { reply: { message: old.message, outgoing: false, text: 'x' } }));
    await openWindow(world);
    await select(BENVOLIO);
    expect(() => line(old.message)).toThrow();
    await press(at('quote'));
    expect(document.activeElement).toBe(line(old.message));
    expect(line(old.message).classList).toContain('marked');
  });
});

describe('a correction', () => {
  it('takes up the text, and puts the new one in its place', async () => {
    const { world } = await withTwo();
    await choose(502, 'menu-edit');
    expect(field().value).toBe('Why heart’s ease?');
    expect(at('composer-about').textContent).toContain('Edit message');
    await write('composer-input', 'Why “Heart’s ease”?');
    await key(field(), 'Enter');
    expect(asked(world, 'correct')).toEqual([{ type: 'correct', message: 502, text: 'Why “Heart’s ease”?' }]);
    expect(asked(world, 'send')).toEqual([]);
    expect(line(502).querySelector('.text')?.textContent).toBe('Why “Heart’s ease”?');
    expect(inside(502, 'message-edited')).toHaveLength(1);
    expect(field().value).toBe('');
  });

  it('begins with ↑ where nothing is written, and ends with Escape', async () => {
    const { world } = await withTwo();
    await key(field(), 'ArrowUp');
    expect(field().value).toBe('Why heart’s ease?');
    await write('composer-input', 'Why');
    await key(field(), 'Escape');
    expect([field().value, all('composer-about').length]).toEqual(['', 0]);
    expect(asked(world, 'correct')).toEqual([]);
  });

  it('does not begin with ↑ before what was just sent is there to be changed', async () => {
    const { world } = await withTwo();
    vi.spyOn(world, 'dispatch').mockResolvedValue({ type: 'done' });
    await write('composer-input', 'wait');
    await key(field(), 'Enter');
    await key(field(), 'ArrowUp');
    expect([field().value, all('composer-about').length]).toEqual(['', 0]);
  });

  it('does not begin with ↑ where something is written', async () => {
    await withTwo();
    await write('composer-input', 'two\nlines');
    await key(field(), 'ArrowUp');
    expect(field().value).toBe('two\nlines');
  });

  it('gives back what it interrupted, the reply too, and keeps all of it but tells nobody', async () => {
    const { world } = await withTwo();
    await choose(501, 'menu-reply');
    await write('composer-input', 'half a thought');
    await choose(502, 'menu-edit');
    await write('composer-input', 'something else');
    await vi.advanceTimersByTimeAsync(6000);
    expect(asked(world, 'saveDraft').at(-1)).toEqual({ type: 'saveDraft', peer: PETER, text: 'half a thought', replyTo: 501, editing: { message: 502, text: 'something else' } });
    expect(asked(world, 'typing').at(-1)).toMatchObject({ composing: false });
    await key(field(), 'Escape');
    expect(field().value).toBe('half a thought');
    expect(at('composer-about').dataset.kind).toBe('reply');
  });

  it('asks for nothing when nothing was changed', async () => {
    const { world } = await withTwo();
    await key(field(), 'ArrowUp');
    await key(field(), 'Enter');
    expect(asked(world, 'correct')).toEqual([]);
    expect(all('composer-about')).toHaveLength(0);
  });

  it('comes back when it was refused', async () => {
    const { world } = await withTwo();
    world.refusal = (command) => (command.type === 'correct' ? 'notFound' : null);
    await key(field(), 'ArrowUp');
    await write('composer-input', 'better');
    await key(field(), 'Enter');
    expect(field().value).toBe('better');
    expect(at('composer-about').dataset.kind).toBe('edit');
  });

  it('is not offered for what others wrote', async () => {
    await withTwo();
    await key(line(501), 'Enter');
    expect(menu()).toEqual(['Reply', 'React', 'Reply in thread', 'Pin', 'Select', 'Forward', 'Copy text', 'Encryption details']);
  });

  it('leaves the earlier versions to look at, oldest first', async () => {
    await openWindow();
    await select(JULIET);
    await press(at('message-edited'));
    const versions = () => all('version').map((version) => version.querySelector('p')?.textContent);
    expect(versions()).toEqual(['I come at six.', 'I come at seven. No: half past six.', 'I come at half past six.']);
    expect(all('version').every((version) => version.querySelector('time')?.textContent !== '')).toBe(true);
  });

  it('adds to the versions while one looks at them', async () => {
    const { world } = await withTwo();
    await key(field(), 'ArrowUp');
    await write('composer-input', 'Why?');
    await key(field(), 'Enter');
    await choose(502, 'menu-versions');
    expect(all('version')).toHaveLength(2);
    await world.dispatch(null, { type: 'correct', message: 502, text: 'Why indeed?' });
    await settled();
    expect(all('version').at(-1)?.textContent).toContain('Why indeed?');
  });
});

describe('a reaction', () => {
  const chips = (id: number) => inside(id, 'reaction').map((chip) => plain(chip.getAttribute('aria-label')));

  it('is chosen with the arrow keys and Enter', async () => {
    const { world } = await withTwo();
    line(501).focus();
    await settled();
    await press(at('message-react'));
    const emojis = [...at('reaction-picker').querySelectorAll<HTMLElement>('button')];
    expect(emojis.map((each) => each.textContent)).toEqual(['👍', '❤️', '😂', '😮', '😢', '🙏', '']);
    expect(document.activeElement).toBe(emojis[0]);
    await key(emojis[0]!, 'ArrowRight');
    expect(document.activeElement).toBe(emojis[1]);
    await press(document.activeElement!);
    expect(asked(world, 'toggleReaction')).toEqual([{ type: 'toggleReaction', message: 501, emoji: '❤️' }]);
    expect(chips(501)).toEqual(['❤️, 1, you reacted']);
    expect(all('reaction-picker')).toHaveLength(0);
  });

  it('is offered by the menu, and Escape leaves everything as it was', async () => {
    const { world } = await withTwo();
    await choose(501, 'menu-react');
    await key(document.activeElement!, 'Escape');
    expect(all('reaction-picker')).toHaveLength(0);
    expect(document.activeElement).toBe(line(501));
    expect(asked(world, 'toggleReaction')).toEqual([]);
  });

  it('joins those of others, and leaves them when it is taken away', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    expect(chips(9015)).toEqual(['👍, 2, you reacted', '🎻, 1']);
    expect(inside(9015, 'reaction').map((chip) => chip.textContent?.trim())).toEqual(['👍2', '🎻']);
    await press(inside(9015, 'reaction')[1]!);
    expect(asked(world, 'toggleReaction').at(-1)).toEqual({ type: 'toggleReaction', message: 9015, emoji: '🎻' });
    await press(inside(9015, 'reaction')[0]!);
    expect(asked(world, 'toggleReaction').at(-1)).toEqual({ type: 'toggleReaction', message: 9015, emoji: '👍' });
    expect(chips(9015)).toEqual(['👍, 1', '🎻, 2, you reacted']);
  });

  it('is added to one given a moment before, which is not painted yet', async () => {
    const { world } = await withTwo();
    await choose(501, 'menu-react');
    await world.dispatch(null, { type: 'toggleReaction', message: 501, emoji: '🙏' });
    await press(at('reaction-picker').querySelector('button')!);
    expect(chips(501)).toEqual(['🙏, 1, you reacted', '👍, 1, you reacted']);
  });
});

describe('a deletion', () => {
  it('happens for everyone after a question, and leaves a line', async () => {
    const { world } = await withTwo();
    await choose(502, 'message-retract');
    expect(asked(world, 'retract')).toEqual([]);
    await press(at('confirm'));
    expect(asked(world, 'retract')).toEqual([{ type: 'retract', message: 502 }]);
    expect(line(502).querySelector('em')?.textContent).toBe('You deleted this message');
    expect(line(502).getAttribute('aria-label')).toContain('You deleted this message');
  });

  it('does not happen when the question is refused', async () => {
    const { world } = await withTwo();
    await choose(502, 'message-retract');
    await press(document.querySelector('dialog footer button')!);
    expect(asked(world, 'retract')).toEqual([]);
  });

  it('of the last message shows in the list', async () => {
    const { world } = await withTwo();
    await world.dispatch(null, { type: 'send', peer: PETER, text: 'Wrong window' });
    await settled();
    await world.dispatch(null, { type: 'retract', message: Number(all('message').at(-1)?.dataset.messageId) });
    await settled();
    const row = (peer: string) => all('chat-row').find((each) => each.dataset.peer === peer)?.textContent;
    expect(row(PETER)).toContain('You deleted this message');
    expect(row('escalus@verona.example')).toContain('Message deleted');
  });

  it('leaves nothing that one could do', async () => {
    await openWindow();
    await select(JULIET);
    line(9018).focus();
    await key(line(9018), 'Enter');
    expect(line(9018).textContent).toContain('Message deleted');
    expect(document.querySelector('[role=menu]')).toBeNull();
    expect(line(9018).querySelectorAll('button')).toHaveLength(0);
  });

  it('of a message that is quoted shows in the quote', async () => {
    const { world } = await withTwo();
    await choose(501, 'menu-reply');
    await write('composer-input', 'Why?');
    await key(field(), 'Enter');
    await world.dispatch(null, { type: 'retract', message: 501 });
    await settled();
    expect(at('quote').textContent).toContain('Message deleted');
  });
});

describe('a draft', () => {
  it('takes up the answer and the change that were begun before the program was left', async () => {
    const world = fakeWorld();
    const [asked, wrote] = [message(501, PETER, Date.now() - 1000, 'Musicians?', false), message(502, PETER, Date.now(), 'Why heart’s ease?', true)];
    world.timeline(PETER).put(asked, wrote);
    world.conversation(PETER).patch(PETER, { draft: 'half a thought', draftReply: asked, draftEdit: { row: wrote, text: 'Why ease?' } });
    await openWindow(world);
    await select(PETER);
    expect([field().value, at('composer-about').dataset.kind]).toEqual(['Why ease?', 'edit']);
    await key(field(), 'Escape');
    expect([field().value, at('composer-about').dataset.kind]).toEqual(['half a thought', 'reply']);
  });
});
