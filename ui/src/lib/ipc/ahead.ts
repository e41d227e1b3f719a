import type { Backend, Row } from './backend';
import type { AccountId } from './generated/AccountId';
import type { Patch } from './generated/Patch';
import type { View } from './generated/View';

/** What the first screen asks for, in the order in which it does. */
const FIRST: View[] = [{ type: 'chats' }, { type: 'preferences' }, { type: 'account' }, { type: 'requests' }];

/** How long rows that nobody took are kept for them (ms). */
const KEPT = 5000;

/** A query that is open before anybody asked for it. */
interface Early {
  patches: Patch<never>[];
  heard: ((patch: Patch<never>) => void) | null;
  id: Promise<number>;
}

/**
 * Asks at once for what the first screen will ask for one thing after the other, so that the rows come while it is built.
 * `account` is whose screen that will be, as far as the program can tell.
 */
export function askedAhead(backend: Backend, account: AccountId | null): Backend {
  const early = new Map<string, Early>();

  function ask(whose: AccountId | null, view: View): void {
    const key = keyOf(whose, view);
    const one: Early = { patches: [], heard: null, id: Promise.resolve(0) };
    one.id = backend.subscribe<never>(whose, view, null, (patch) => (one.heard ? one.heard(patch) : one.patches.push(patch)));
    // Refused, as before the profile is unlocked: whoever wants it asks for themselves.
    one.id.catch(() => early.delete(key));
    early.set(key, one);
  }

  ask(null, { type: 'profile' });
  ask(null, { type: 'accounts' });
  if (account !== null) for (const view of FIRST) ask(account, view);
  setTimeout(() => {
    for (const one of early.values()) void one.id.then((id) => backend.unsubscribe(id));
    early.clear();
  }, KEPT);

  return {
    ...backend,
    subscribe<R extends Row>(whose: AccountId | null, view: View, window: Parameters<Backend['subscribe']>[2], onPatch: (patch: Patch<R>) => void) {
      const key = keyOf(whose, view);
      const one = early.get(key);
      if (!one || window !== null) return backend.subscribe(whose, view, window, onPatch);
      early.delete(key);
      one.heard = onPatch;
      one.patches.splice(0).forEach(onPatch);
      return one.id;
    },
  };
}

function keyOf(account: AccountId | null, view: View): string {
  return JSON.stringify([account, view]);
}
