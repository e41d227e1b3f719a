import type { ContactRow } from '../../lib/ipc/generated/ContactRow';

/** People under one heading; an empty name is for those without. */
export interface Group {
  name: string;
  rows: ContactRow[];
}

/** Contacts by group, by name; who is in several stands in each, who is in none at the end. */
export function inGroups(rows: ContactRow[], locale: string): Group[] {
  const groups = new Map<string, ContactRow[]>();
  for (const row of rows) {
    for (const name of row.groups.length > 0 ? row.groups : ['']) groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  const order = new Intl.Collator(locale);
  return [...groups]
    .map(([name, members]) => ({ name, rows: members }))
    .sort((a, b) => Number(a.name === '') - Number(b.name === '') || order.compare(a.name, b.name));
}
