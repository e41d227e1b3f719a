import { describe, expect, it, vi } from 'vitest';
import { receive } from '../src/lib/ipc/fake/commands';
import { fakeWorld } from '../src/lib/ipc/fake/world';
import { Session } from '../src/lib/views/session.svelte';
import { Timeline } from '../src/lib/views/timeline.svelte';
import { settled } from './window';

const BENVOLIO = 'benvolio@montague.example'; // 1200 messages

async function opened() {
  const world = fakeWorld();
  const retarget = vi.spyOn(world, 'retarget');
  const timeline = new Timeline(new Session(world, 'a'), BENVOLIO);
  await timeline.open();
  await settled();
  const rows = () => timeline.live.rows;
  return { world, timeline, retarget, rows };
}

describe('the window on a long conversation', () => {
  it('opens on the newest 150 rows', async () => {
    const { timeline, rows } = await opened();
    expect(rows()).toHaveLength(150);
    expect(timeline.live.edges).toEqual({ before: true, after: false });
    expect(timeline.atEnd).toBe(true);
  });

  it('moves back around the line being read, and keeps that line', async () => {
    const { timeline, rows } = await opened();
    const line = rows()[20]!;
    timeline.near({ before: true, after: false }, line.id);
    await settled();
    expect(rows()[0]!.message).toBe(line.message - 200);
    expect(timeline.live.get(line.id)).toBe(line);
    expect(timeline.atEnd).toBe(false);
  });

  it('does not ask twice for the same', async () => {
    const { timeline, retarget, rows } = await opened();
    const line = rows()[20]!.id;
    timeline.near({ before: true, after: false }, line);
    timeline.near({ before: true, after: false }, line);
    await settled();
    timeline.near({ before: true, after: false }, line);
    await settled();
    expect(retarget).toHaveBeenCalledTimes(1);
  });

  it('asks for nothing where there is nothing more', async () => {
    const { timeline, retarget, rows } = await opened();
    timeline.near({ before: false, after: true }, rows().at(-1)!.id);
    await settled();
    expect(retarget).not.toHaveBeenCalled();
  });

  it('walks forward again, and back to the newest in one step', async () => {
    const { timeline, rows } = await opened();
    const newest = rows().at(-1)!.message;
    for (let i = 0; i < 3; i += 1) {
      timeline.near({ before: true, after: false }, rows()[5]!.id);
      await settled();
    }
    const reached = rows().at(-1)!.message;
    timeline.near({ before: false, after: true }, rows().at(-5)!.id);
    await settled();
    expect(rows().at(-1)!.message).toBeGreaterThan(reached);
    timeline.toEnd();
    await settled();
    expect(rows().at(-1)!.message).toBe(newest);
    expect(timeline.goTo).toBe('end');
  });

  it('reads nothing while newer rows lie beyond the window', async () => {
    const { world, timeline, rows } = await opened();
    timeline.near({ before: true, after: false }, rows()[0]!.id);
    await settled();
    timeline.seen();
    expect(world.asked.filter((command) => command.type === 'markRead')).toEqual([]);
  });

  it('marks each newest row read once', async () => {
    const { world, timeline } = await opened();
    timeline.seen();
    timeline.seen();
    receive(world, BENVOLIO, 'Again.');
    await settled();
    timeline.seen();
    expect(world.asked.filter((command) => command.type === 'markRead')).toHaveLength(2);
  });

  it('goes to where unread messages begin, however far back that is', async () => {
    const { world, timeline, rows } = await opened();
    const first = world.timeline(BENVOLIO).rows[300]!.message;
    timeline.begin({ ...world.conversation(BENVOLIO).rows[0]!, firstUnread: first });
    await settled();
    expect(timeline.unreadFrom).toBe(first);
    expect(rows().some((row) => row.message === first)).toBe(true);
    expect(timeline.items.some((item) => item.kind === 'unread')).toBe(true);
  });

  it('jumps to a message far back, also while another step is under way', async () => {
    const { world, timeline, rows } = await opened();
    const old = world.timeline(BENVOLIO).rows[200]!.message;
    timeline.near({ before: true, after: false }, rows()[20]!.id);
    void timeline.jump(old);
    await settled();
    expect(rows().some((row) => row.message === old)).toBe(true);
    expect([timeline.goTo, timeline.marked]).toEqual([String(old), old]);
    timeline.close();
  });

  it('gives a jump up that was refused, so that nothing moves later', async () => {
    const { world, timeline, retarget } = await opened();
    retarget.mockRejectedValueOnce({ code: 'internal', detail: '' });
    await timeline.jump(world.timeline(BENVOLIO).rows[200]!.message);
    expect(timeline.goTo).toBeNull();
    timeline.close();
  });

  it('moves the divider to what came in unseen, but not while it still stands before something unread', async () => {
    const { timeline } = await opened();
    timeline.missed(50);
    timeline.missed(60);
    expect(timeline.unreadFrom).toBe(50);
  });

  it('takes another try after a refusal', async () => {
    const { timeline, retarget, rows } = await opened();
    retarget.mockRejectedValueOnce({ code: 'internal', detail: '' });
    const line = rows()[20]!.id;
    timeline.near({ before: true, after: false }, line);
    await settled();
    timeline.near({ before: true, after: false }, line);
    await settled();
    expect(retarget).toHaveBeenCalledTimes(2);
  });
});
