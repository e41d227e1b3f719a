/** Dates and times as people say them. All take the locale, so that they can be tested and switched. */

const DAY = 86_400_000;
const cache = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale}|${key}`;
  const held = cache.get(name) ?? new Intl.DateTimeFormat(locale, options);
  cache.set(name, held);
  return held;
}

/** Midnight at the start of the day `at` lies in, in local time. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** How many calendar days `at` lies before `now`; rounding takes out the hour that daylight saving adds or removes. */
export function daysAgo(at: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / DAY);
}

/** "14:05". */
export function clock(at: number, locale: string): string {
  return format(locale, 'clock', { hour: 'numeric', minute: '2-digit' }).format(at);
}

/** For the chat list: "14:05" today, "Tue" this week, "3 Mar" this year, "3/3/2024" before. */
export function short(at: number, now: number, locale: string): string {
  const days = daysAgo(at, now);
  if (days <= 0) return clock(at, locale);
  if (days < 7) return format(locale, 'weekday', { weekday: 'short' }).format(at);
  if (new Date(at).getFullYear() === new Date(now).getFullYear()) {
    return format(locale, 'day', { day: 'numeric', month: 'short' }).format(at);
  }
  return format(locale, 'date', { dateStyle: 'short' }).format(at);
}

/** For the divider between days: "Today", "Yesterday", "Tuesday", "Monday, 3 March", with the year when it is another. */
export function dayName(at: number, now: number, locale: string): string {
  const days = daysAgo(at, now);
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day');
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
  }
  if (days > 1 && days < 7) return format(locale, 'long-weekday', { weekday: 'long' }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? format(locale, 'long-day', { weekday: 'long', day: 'numeric', month: 'long' }).format(at)
    : format(locale, 'long-date', { dateStyle: 'long' }).format(at);
}

/** "3 March 2026, 14:05": in full, for titles and details. */
export function full(at: number, locale: string): string {
  return format(locale, 'full', { dateStyle: 'long', timeStyle: 'short' }).format(at);
}
