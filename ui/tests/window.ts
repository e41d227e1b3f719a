/** The whole window over a made-up world, for tests that behave like a person. */
import { flushSync, mount, unmount } from 'svelte';
import { onTestFinished } from 'vitest';
import App from '../src/App.svelte';
import { fakeWorld, type World } from '../src/lib/ipc/fake/world';
import { loadAll } from '../src/lib/ui/later.svelte';
import type { Session } from '../src/lib/views/session.svelte';

/** Lets everything that was promised happen. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 12; i += 1) {
    await Promise.resolve();
    flushSync();
  }
}

/** Opens the window. */
export async function openWindow(world: World = fakeWorld()) {
  const opened: { session: Session | null } = { session: null };
  // As in the program, a moment after its first screen.
  await loadAll();
  const app = mount(App, { target: document.body, props: { backend: world, onSession: (session: Session) => (opened.session = session) } });
  onTestFinished(() => void unmount(app));
  await settled();
  const session = () => {
    if (!opened.session) throw new Error('no account is shown');
    return opened.session;
  };
  return { world, session };
}

/** The element with a test id. */
export function at(id: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
  if (!element) throw new Error(`nothing is called ${id}`);
  return element;
}

/** All elements with a test id. */
export function all(id: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
}

/** Presses something. */
export async function press(element: Element): Promise<void> {
  element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  await settled();
}

/** Writes into a field. */
export async function write(id: string, text: string): Promise<void> {
  const field = at(id) as HTMLInputElement | HTMLTextAreaElement;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}

/** Presses a key. */
export async function key(target: EventTarget, name: string, modifiers: KeyboardEventInit = {}): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...modifiers }));
  await settled();
}

/** Shows a conversation. */
export async function select(peer: string): Promise<void> {
  const row = all('chat-row').find((each) => each.dataset.peer === peer);
  if (!row) throw new Error(`${peer} is not in the list`);
  await press(row);
}
