import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { candidates, written } from '../src/lib/emoji/completion';
import { emojis } from '../src/lib/emoji/emoji';
import { taste, toned } from '../src/lib/emoji/taste.svelte';
import { fakeWorld } from '../src/lib/ipc/fake/world';
import { all, at, key, openWindow, press, select, settled, write } from './window';

const PETER = 'peter@capulet.example';
const field = () => at('composer-input') as HTMLTextAreaElement;

beforeEach(() => {
  localStorage.clear();
  taste.recent = [];
  taste.choose('');
});
afterEach(() => vi.restoreAllMocks());

describe('emoji', () => {
  it('are found by what each language calls them, by beginnings and without accents', async () => {
    const found = async (language: string, wanted: string) => (await emojis(language)).find(wanted, 5).map((each) => each.emoji);
    expect(await found('en', 'thumbs up')).toContain('👍');
    expect(await found('en', 'thumbsup')).toContain('👍');
    expect((await found('en', 'violin'))[0]).toBe('🎻');
    expect((await found('de', 'geige'))[0]).toBe('🎻');
    expect(await found('de', 'kase')).toContain('🧀');
    expect(await found('ar', 'كمان')).toContain('🎻');
    expect(await found('xx', 'violin')).toContain('🎻');
    expect(await found('en', 'zzzzzz')).toEqual([]);
  });

  it('have as many names as there are of them, in every language', async () => {
    for (const language of ['en', 'de', 'ar']) {
      const { groups } = await emojis(language);
      expect(groups).toHaveLength(9);
      for (const each of groups.flat()) expect(each.name, each.emoji).not.toBe('');
    }
  });

  it('take a tone, everybody in them', () => {
    expect(toned('👍', '🏽')).toBe('👍🏽');
    expect(toned('✌️', '🏿')).toBe('✌🏿');
    expect(toned('👩‍💻', '🏻')).toBe('👩🏻‍💻');
    expect(toned('🧑‍🤝‍🧑', '🏾')).toBe('🧑🏾‍🤝‍🧑🏾');
    expect(toned('🤝', '🏾')).toBe('🤝🏾');
    expect(toned('👍', '')).toBe('👍');
  });

  it('are written between colons', async () => {
    expect(written('hello :smi', 10)).toEqual({ from: 6, name: 'smi', closed: false });
    expect(written(':+1:', 4)).toEqual({ from: 0, name: '+1', closed: true });
    for (const text of ['10:30', 'a:bc', 'x :', ':a', 'http://abc']) expect(written(text, text.length), text).toBeNull();
    const named = candidates(await emojis('en'), 'tada', 3);
    expect(named[0]).toEqual({ text: '🎉', name: 'party popper' });
  });
});

describe('the picker', () => {
  async function opened() {
    const opened = await openWindow(fakeWorld());
    await select(PETER);
    await press(at('emoji-button'));
    await vi.waitFor(() => expect(all('emoji').length).toBeGreaterThan(0));
    return opened;
  }
  const search = () => at('emoji-picker').querySelector('input')!;

  it('writes where the caret is, and remembers what was used', async () => {
    await opened();
    await write('composer-input', 'ab');
    field().setSelectionRange(1, 1);
    await press(all('emoji')[0]!);
    expect(field().value).toBe('a😀b');
    expect(document.querySelector('[data-testid=emoji-picker]')).toBeNull();
    await press(at('emoji-button'));
    await vi.waitFor(() => expect(all('emoji').map((each) => each.textContent)).toEqual(['😀']));
    expect(localStorage.getItem('emoji-recent')).toBe('😀');
  });

  it('looks for what is written, and Enter takes the first', async () => {
    await opened();
    search().value = 'violin';
    search().dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    await key(search(), 'ArrowDown');
    expect(document.activeElement?.textContent).toBe('🎻');
    await key(search(), 'Enter');
    expect(field().value).toBe('🎻');
  });

  it('is walked with the arrow keys, and left with Escape', async () => {
    await opened();
    all('emoji')[0]!.focus();
    await key(document.activeElement!, 'ArrowRight');
    await key(document.activeElement!, 'ArrowDown');
    expect(document.activeElement).toBe(all('emoji')[9]);
    await key(document.activeElement!, 'Escape');
    expect(document.querySelector('[data-testid=emoji-picker]')).toBeNull();
  });

  it('shows people in the tone that was chosen', async () => {
    await opened();
    await press(at('emoji-picker').querySelector('.tone')!);
    await press([...document.querySelectorAll('[role=radio]')][3]!);
    await press([...document.querySelectorAll('[role=tab]')][1]!);
    expect(all('emoji')[0]!.textContent).toBe('👋🏽');
  });

  it('reacts as well', async () => {
    const { world } = await openWindow(fakeWorld());
    await select(PETER);
    const line = all('message').at(-1)!;
    line.focus();
    await settled();
    await press(at('message-react'));
    await press(at('reaction-more'));
    await vi.waitFor(() => expect(all('emoji').length).toBeGreaterThan(0));
    await press(all('emoji')[2]!);
    expect(JSON.stringify(world.asked.at(-1))).toContain('😄');
  });
});

describe('a name between colons in the composer', () => {
  async function writing(text: string) {
    await openWindow(fakeWorld());
    await select(PETER);
    await write('composer-input', text);
  }

  it('is completed by Enter or Tab, and nothing is sent', async () => {
    await writing('well :tad');
    await vi.waitFor(() => expect(document.querySelector('[data-testid=candidates]')).toBeTruthy());
    expect(field().getAttribute('aria-activedescendant')).toBeTruthy();
    await key(field(), 'Enter');
    expect(field().value).toBe('well 🎉 ');
  });

  it('becomes the emoji when the second colon is written', async () => {
    await writing(':tada:');
    await vi.waitFor(() => expect(field().value).toBe('🎉'));
  });

  it('stays text where one says so', async () => {
    await writing(':tad');
    await vi.waitFor(() => expect(document.querySelector('[data-testid=candidates]')).toBeTruthy());
    await key(field(), 'Escape');
    expect(document.querySelector('[data-testid=candidates]')).toBeNull();
    expect(field().value).toBe(':tad');
  });
});
