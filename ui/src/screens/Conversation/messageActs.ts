import type { Segment } from '../../lib/format/links';
import { copyText } from '../../lib/views/copy';
import { t } from '../../lib/i18n/i18n.svelte';
import type { Command } from '../../lib/ipc/generated/Command';
import type { MessageId } from '../../lib/ipc/generated/MessageId';
import type { MessageRow } from '../../lib/ipc/generated/MessageRow';
import type { TextActs } from '../../lib/ui/textActs';
import type { Conversation } from '../../lib/views/conversation.svelte';

type Spot = Element | { x: number; y: number };

/** What a line of the timeline asks of the rest of the window. */
export interface MessageActs {
  command(command: Command): void;
  menu(row: MessageRow, at: Spot): void;
  picker(row: MessageRow, at: Spot): void;
  link(link: Extract<Segment, { kind: 'link' }>): void;
  /** What the texts need. */
  text: TextActs;
  reply(row: MessageRow): void;
  edit(row: MessageRow): void;
  retract(row: MessageRow): void;
  versions(row: MessageRow): void;
  forward(row: MessageRow): void;
  /** Chooses it, to do something with several. */
  choose(row: MessageRow): void;
  /** Shows its thread. */
  thread(row: MessageRow): void;
  /** Puts a reaction of ours on, or takes it away. */
  toggle(row: MessageRow, emoji: string): void;
  /** Goes to the message that is quoted. */
  jump(message: MessageId): void;
  /** A message that is at hand. */
  held(message: MessageId): MessageRow | undefined;
}

/** What the lines of a conversation ask for, done. */
export function messageActs(conversation: Conversation): MessageActs {
  const { session, timeline, draft } = conversation;
  const link: MessageActs['link'] = (link) => {
    if (link.risk === null) void session.backend.openLink(link.url).catch(() => session.notices.error('badRequest'));
    else conversation.over = { kind: 'link', link };
  };
  return {
    link,
    text: {
      link,
      copy: (text) => void copyText(text, session.notices),
      words: { spoiler: t('message-spoiler'), code: t('message-code'), copyCode: t('message-code-copy'), quote: t('message-quote') },
    },
    command: (command) => void session.act(command),
    menu: (row, at) => {
      const { entry } = row;
      if (entry.type === 'message' && !entry.retracted) conversation.over = { kind: 'menu', row, at }; // else there is nothing to do with it
    },
    picker: (row, at) => (conversation.over = { kind: 'picker', row, at }),
    reply: (row) => draft.reply(row),
    edit: (row) => draft.edit(row),
    retract: (row) => (conversation.over = { kind: 'retract', rows: [row] }),
    forward: (row) => (conversation.over = { kind: 'forward', rows: [row] }),
    choose: (row) => conversation.choose(row.message),
    thread: (row) => {
      session.panel = false;
      conversation.pane = { kind: 'thread', message: row.message };
    },
    versions: (row) => (conversation.over = { kind: 'versions', row }),
    // The core knows our set as it is now, whatever was painted when somebody pressed.
    toggle: (row, emoji) => void session.act({ type: 'toggleReaction', message: row.message, emoji }),
    jump: (message) => void timeline.jump(message),
    held: (message) => timeline.live.get(String(message)),
  };
}
