import { t } from '../../lib/i18n/i18n.svelte';
import type { Affiliation } from '../../lib/ipc/generated/Affiliation';
import type { ConversationRow } from '../../lib/ipc/generated/ConversationRow';
import type { MemberRow } from '../../lib/ipc/generated/MemberRow';
import type { RoomFacts } from '../../lib/ipc/generated/RoomFacts';
import type { IconName } from '../../lib/ui/icons';
import type { MenuItem } from '../../lib/ui/menu';
import type { Session } from '../../lib/views/session.svelte';

/** What is asked about first, since it sends somebody out. */
export interface Sending {
  kind: 'kick' | 'remove' | 'ban';
  row: MemberRow;
}

/** What each is called, and what is asked. */
export const SENDING: Record<Sending['kind'], { action: string; title: string; text: string }> = {
  kick: { action: 'member-kick', title: 'member-kick-title', text: 'member-kick-text' },
  remove: { action: 'member-remove', title: 'member-remove-title', text: 'member-remove-text' },
  ban: { action: 'member-ban', title: 'member-ban-title', text: 'member-ban-text' },
};

const RANK: Record<Affiliation, number> = { outcast: 0, none: 1, member: 2, admin: 3, owner: 4 };

/** Whether those whom we are to a room may send somebody like that out (XEP-0045 §5.2). */
export function outranks(mine: Affiliation, theirs: Affiliation): boolean {
  return RANK[mine] > RANK[theirs] || (mine === theirs && RANK[mine] < RANK.admin);
}

/** We may make members and ban people. */
export function governs({ state, affiliation }: RoomFacts): boolean {
  return state === 'joined' && RANK[affiliation] >= RANK.admin;
}

/** What may be done with somebody in a room. */
export function memberItems(session: Session, room: ConversationRow, row: MemberRow, ignored: boolean, onSend: (sending: Sending) => void): MenuItem[] {
  const facts = room.room;
  if (!facts || row.own) return [];
  return [...between(session, room, row, ignored), ...standing(session, room, facts, row), ...sending(room, facts, row, onSend)];
}

/** Between them and us. */
function between(session: Session, { peer }: ConversationRow, { jid, key, name }: MemberRow, ignored: boolean): MenuItem[] {
  const items: MenuItem[] = [];
  if (jid !== null) items.push({ key: 'message', label: t('member-message'), icon: 'compose', testid: 'member-message', act: () => void session.converse(jid) });
  if (key !== null) {
    items.push({
      key: 'ignore',
      label: t(ignored ? 'member-unignore' : 'member-ignore'),
      icon: ignored ? 'eye' : 'eye-off',
      testid: 'member-ignore',
      act: () => void session.act({ type: 'setIgnored', peer, who: key, name, on: !ignored }),
    });
  }
  return items;
}

/** What they may do, and what they are. */
function standing(session: Session, { peer }: ConversationRow, facts: RoomFacts, { nick, jid, role, affiliation }: MemberRow): MenuItem[] {
  const items: MenuItem[] = [];
  const keepsOrder = facts.state === 'joined' && facts.role === 'moderator' && RANK[affiliation] < RANK.admin;
  if (nick !== null && keepsOrder) {
    const give = (id: string, to: 'visitor' | 'participant' | 'moderator', icon: IconName) =>
      items.push({ key: id, label: t(id), icon, testid: id, act: () => void session.act({ type: 'setRole', peer, nick, role: to }) });
    if (role === 'visitor') give('member-unmute', 'participant', 'bell');
    if (role === 'participant' && outranks(facts.affiliation, affiliation)) give('member-mute', 'visitor', 'mute');
    if (governs(facts) && role === 'moderator') give('member-unmake-moderator', 'participant', 'person');
    else if (governs(facts)) give('member-make-moderator', 'moderator', 'shield');
  }
  if (jid !== null && governs(facts)) {
    const make = (id: string, to: Affiliation, icon: IconName) =>
      items.push({ key: id, label: t(id), icon, testid: id, act: () => void session.act({ type: 'setAffiliation', peer, person: jid, affiliation: to }) });
    if (facts.affiliation === 'owner' && RANK[affiliation] < RANK.admin) make('member-make-admin', 'admin', 'shield');
    if (affiliation === 'none' || (facts.affiliation === 'owner' && affiliation === 'admin')) make('member-unmake-admin', 'member', 'person');
  }
  return items;
}

/** Sending them out: for now, for as long as nobody invites them, or for good. */
function sending(room: ConversationRow, facts: RoomFacts, row: MemberRow, onSend: (sending: Sending) => void): MenuItem[] {
  if (facts.state !== 'joined' || !outranks(facts.affiliation, row.affiliation)) return [];
  const items: MenuItem[] = [];
  const send = (kind: Sending['kind'], icon: IconName) =>
    items.push({ key: kind, label: t(SENDING[kind].action), icon, danger: true, testid: `member-${kind}`, act: () => onSend({ kind, row }) });
  const group = room.kind === 'group';
  if (group && row.jid !== null && governs(facts)) send('remove', 'leave');
  if (!group && row.nick !== null && facts.role === 'moderator') send('kick', 'leave');
  if (row.jid !== null && governs(facts)) send('ban', 'block');
  return items;
}
