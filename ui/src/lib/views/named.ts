import type { Candidate } from '../emoji/completion';
import type { MemberRow } from '../ipc/generated/MemberRow';
import type { Peer } from '../ipc/generated/Peer';
import { Live } from '../ipc/live.svelte';
import type { Session } from './session.svelte';

/** The most that are offered. */
const MOST = 6;

/** Who in a room can be named by these letters: those who are there, and not oneself. */
export async function named(session: Session, peer: Peer, letters: string): Promise<Candidate[]> {
  // One more, should we be among them.
  const live = new Live<MemberRow>(session.backend, session.account, { type: 'members', peer, search: letters, first: 0, count: MOST + 1 });
  await live.open();
  await live.arrived;
  live.close();
  const others = live.rows.flatMap(({ nick, jid, own }) => (nick === null || own ? [] : [{ text: `@${nick}`, name: nick, person: jid ?? nick }]));
  return others.slice(0, MOST);
}
