/** Every keyboard shortcut of the window, in one place: the handler and the help page both read this. */

/** What a shortcut does. */
export type Action = 'palette' | 'find' | 'search' | 'send-later' | 'new' | 'settings' | 'keys' | 'previous' | 'next' | 'previous-unread' | 'next-unread' | 'pane' | 'pane-back' | 'larger' | 'smaller';

interface Shortcut {
  action: Action;
  /** `KeyboardEvent.key`, lower case. */
  key: string;
  /** Ctrl, or Cmd on macOS. */
  ctrl?: boolean;
  alt?: boolean;
  /** Left out where the character needs Shift on some layouts and not on others. */
  shift?: boolean;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { action: 'palette', key: 'k', ctrl: true },
  { action: 'find', key: 'f', ctrl: true, shift: false },
  { action: 'search', key: 'f', ctrl: true, shift: true },
  { action: 'send-later', key: 'enter', ctrl: true, shift: true },
  { action: 'new', key: 'n', ctrl: true },
  { action: 'settings', key: ',', ctrl: true },
  { action: 'keys', key: '/', ctrl: true },
  { action: 'previous', key: 'arrowup', alt: true, shift: false },
  { action: 'next', key: 'arrowdown', alt: true, shift: false },
  { action: 'previous-unread', key: 'arrowup', alt: true, shift: true },
  { action: 'next-unread', key: 'arrowdown', alt: true, shift: true },
  { action: 'pane', key: 'f6', shift: false },
  { action: 'pane-back', key: 'f6', shift: true },
  { action: 'larger', key: '+', ctrl: true },
  { action: 'larger', key: '=', ctrl: true },
  { action: 'smaller', key: '-', ctrl: true },
];

/** The part of a keyboard event that a shortcut looks at. */
export type Chord = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** What a key press asks for, if anything. */
export function actionOf(event: Chord): Action | null {
  const found = SHORTCUTS.find(
    (shortcut) =>
      shortcut.key === event.key.toLowerCase() &&
      (shortcut.ctrl ?? false) === (event.ctrlKey || event.metaKey) &&
      (shortcut.alt ?? false) === event.altKey &&
      (shortcut.shift === undefined || shortcut.shift === event.shiftKey),
  );
  return found?.action ?? null;
}

const GLYPHS: Record<string, string> = { arrowup: '↑', arrowdown: '↓' };

/** How a shortcut is written: "Ctrl K", "⌘ K". */
export function written(action: Action, mac: boolean): string {
  const shortcut = SHORTCUTS.find((each) => each.action === action);
  if (!shortcut) return '';
  const keys = [
    shortcut.ctrl ? (mac ? '⌘' : 'Ctrl') : '',
    shortcut.alt ? (mac ? '⌥' : 'Alt') : '',
    shortcut.shift ? (mac ? '⇧' : 'Shift') : '',
    GLYPHS[shortcut.key] ?? shortcut.key.toUpperCase(),
  ];
  return keys.filter(Boolean).join(' ');
}

/** Whether shortcuts are written the Mac's way. */
export function isMac(): boolean {
  return /Mac/.test(navigator.userAgent);
}
