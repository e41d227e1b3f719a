import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askedAhead } from '../src/lib/ipc/ahead';
import { ACCOUNT } from '../src/lib/ipc/fake/people';
import { fakeWorld } from '../src/lib/ipc/fake/world';
import type { ChatRow } from '../src/lib/ipc/generated/ChatRow';
import { Live } from '../src/lib/ipc/live.svelte';
import { settled } from './window';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const chats = { type: 'chats' } as const;

it('has the rows before they are asked for, and asks once', async () => {
  const world = fakeWorld();
  const subscribe = vi.spyOn(world, 'subscribe');
  const backend = askedAhead(world, ACCOUNT);
  await settled();
  const asked = subscribe.mock.calls.length;
  const live = new Live<ChatRow>(backend, ACCOUNT, chats);
  void live.open();
  expect(live.ready).toBe(true);
  expect(live.rows.length).toBeGreaterThan(3);
  await settled();
  expect(subscribe.mock.calls.length).toBe(asked);
  const again = new Live<ChatRow>(backend, ACCOUNT, chats);
  void again.open();
  expect(subscribe.mock.calls.length).toBe(asked + 1);
});

it('does not pass on a refusal: whoever wants the rows asks anew', async () => {
  const world = fakeWorld();
  const subscribe = world.subscribe.bind(world);
  const refused = vi.spyOn(world, 'subscribe').mockImplementation(async () => Promise.reject(new Error('locked')));
  const backend = askedAhead(world, ACCOUNT);
  await settled();
  refused.mockImplementation(subscribe);
  const live = new Live<ChatRow>(backend, ACCOUNT, chats);
  await live.open();
  expect(live.problem).toBeNull();
  expect(live.rows.length).toBeGreaterThan(3);
});

it('gives up what nobody takes', async () => {
  const world = fakeWorld();
  const unsubscribe = vi.spyOn(world, 'unsubscribe');
  askedAhead(world, ACCOUNT);
  await settled();
  vi.advanceTimersByTime(5000);
  await settled();
  expect(unsubscribe).toHaveBeenCalledTimes(6);
});
