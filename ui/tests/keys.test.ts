import { describe, expect, it } from 'vitest';
import { actionOf, SHORTCUTS, written, type Chord } from '../src/lib/keys/keymap';

const press = (key: string, held: Partial<Chord> = {}): Chord => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('shortcuts', () => {
  it('never catch plain typing', () => {
    for (const key of ['k', 'n', ',', '/', 'ArrowUp', '+', 'f']) expect(actionOf(press(key)), key).toBeNull();
  });

  it('work with Ctrl and with Cmd', () => {
    expect(actionOf(press('k', { ctrlKey: true }))).toBe('palette');
    expect(actionOf(press('K', { metaKey: true }))).toBe('palette');
    expect(actionOf(press('k', { ctrlKey: true, altKey: true }))).toBeNull();
  });

  it('tell unread conversations from all', () => {
    expect(actionOf(press('ArrowDown', { altKey: true }))).toBe('next');
    expect(actionOf(press('ArrowDown', { altKey: true, shiftKey: true }))).toBe('next-unread');
  });

  it('do not care whether a character needs Shift', () => {
    expect(actionOf(press('+', { ctrlKey: true, shiftKey: true }))).toBe('larger');
    expect(actionOf(press('/', { ctrlKey: true, shiftKey: true }))).toBe('keys');
  });

  it('are each written one way', () => {
    expect(written('palette', false)).toBe('Ctrl K');
    expect(written('next-unread', true)).toBe('⌥ ⇧ ↓');
    for (const { action } of SHORTCUTS) expect(written(action, false)).not.toBe('');
  });
});
