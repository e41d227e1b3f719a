/** What is said of rooms. Exhaustive records: a new state does not compile until somebody has found words for it. */
import type { ConversationKind } from '../ipc/generated/ConversationKind';
import type { RoomProblem } from '../ipc/generated/RoomProblem';
import type { IconName } from '../ui/icons';

type RoomKind = Exclude<ConversationKind, 'person'>;

export const ROOM_KIND: Record<RoomKind, string> = {
  group: 'room-kind-group',
  channel: 'room-kind-channel',
};

export const ROOM_ICON: Record<RoomKind, IconName> = {
  group: 'group',
  channel: 'channel',
};

/** Why we are not in a room. */
export const ROOM_PROBLEM: Record<RoomProblem, string> = {
  banned: 'problem-banned',
  membersOnly: 'problem-members-only',
  passwordWanted: 'problem-password-wanted',
  nickTaken: 'problem-nick-taken',
  full: 'problem-full',
  notFound: 'problem-not-found',
  unreachable: 'problem-unreachable',
  mayNotCreate: 'problem-may-not-create',
  kicked: 'problem-kicked',
  destroyed: 'problem-destroyed',
  refused: 'problem-refused',
};

/** What helps then, besides giving it up. */
export const ROOM_REMEDY: Record<RoomProblem, 'password' | 'nick' | 'again' | 'nothing'> = {
  banned: 'again',
  membersOnly: 'again',
  passwordWanted: 'password',
  nickTaken: 'nick',
  full: 'again',
  notFound: 'nothing',
  unreachable: 'again',
  mayNotCreate: 'nothing',
  kicked: 'again',
  destroyed: 'nothing',
  refused: 'again',
};
