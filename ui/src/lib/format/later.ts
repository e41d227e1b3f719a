/** Times at which one would like something to be sent. */

const HOUR = 3_600_000;
const MORNING = 9;

/** A few of them after `now`, the next first, each with the name of its text. */
export function suggestions(now: number): { label: string; at: number }[] {
  const monday = ((8 - new Date(now).getDay()) % 7) || 7;
  const all = [
    { label: 'schedule-hour', at: now + HOUR },
    { label: 'schedule-tomorrow', at: morning(now, 1) },
    { label: 'schedule-monday', at: morning(now, monday) },
  ];
  return all.filter((each, i) => all.findIndex((other) => other.at === each.at) === i);
}

function morning(now: number, days: number): number {
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  return at.setHours(MORNING, 0, 0, 0);
}

/** A time as a field for dates and times wants it: local, to the minute. */
export function toField(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
