/** A clock for "today" and "yesterday": ticks once a minute, and only while somebody looks at it. */
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 60_000);
  return () => clearInterval(timer);
});

/** The time now (ms since 1970); what reads it is painted anew every minute. */
export function now(): number {
  subscribe();
  return Date.now();
}
