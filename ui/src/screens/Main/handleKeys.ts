import { actionOf, type Action } from '../../lib/keys/keymap';
import { walkPanes } from '../../lib/keys/panes';
import { textScale } from '../../lib/theme/theme.svelte';
import type { Session } from '../../lib/views/session.svelte';

/** Does what a key press anywhere in the window asks for. */
export function handleKeys(event: KeyboardEvent, session: Session): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (document.querySelector('dialog[open]')) return; // it has the keyboard, and closes itself
  if (event.key === 'Escape') return escape(session);
  const action = actionOf(event);
  if (!action) return;
  event.preventDefault();
  perform(action, session);
}

function perform(action: Action, session: Session): void {
  switch (action) {
    case 'palette':
      session.overlay = 'palette';
      return;
    case 'find':
      if (session.shown) session.shown.finding = true;
      document.querySelector<HTMLElement>('[data-testid=find-bar] input')?.focus();
      return;
    case 'send-later':
      if (session.shown?.draft.sendable && !session.shown.draft.editing) session.shown.over = { kind: 'schedule' };
      return;
    case 'search':
      document.querySelector<HTMLElement>('[data-pane=list] input')?.focus();
      return;
    case 'new':
      session.overlay = 'add-contact';
      return;
    case 'settings':
      session.overlay = 'settings';
      return;
    case 'keys':
      session.overlay = 'keys';
      return;
    case 'previous':
    case 'next':
      return step(session, action === 'next' ? 1 : -1, false);
    case 'previous-unread':
    case 'next-unread':
      return step(session, action === 'next-unread' ? 1 : -1, true);
    case 'pane':
    case 'pane-back':
      return walkPanes(document, action === 'pane-back');
    case 'larger':
    case 'smaller':
      return textScale.step(action === 'larger' ? 1 : -1);
  }
}

function step(session: Session, by: 1 | -1, unread: boolean): void {
  const peer = session.neighbour(by, unread);
  if (peer !== null) session.select(peer);
}

/** Closes the topmost thing; when nothing is open, the keyboard goes back to the composer. */
function escape(session: Session): void {
  const { shown } = session;
  if (session.panel) session.panel = false;
  else if (shown?.pane) shown.pane = null;
  else document.querySelector<HTMLElement>('[data-testid=composer-input]')?.focus();
}
