import { describe, expect, it } from 'vitest';
import type { Backend, Row } from '../src/lib/ipc/backend';
import type { Patch } from '../src/lib/ipc/generated/Patch';
import { Live } from '../src/lib/ipc/live.svelte';

interface Line extends Row {
  text: string;
}
const line = (id: string, at: number, text = id, second = 0): Line => ({ id, sort: [at, second], text });
const edges = { before: false, after: false };

function store() {
  let send: (patch: Patch<Line>) => void = () => undefined;
  const closed: number[] = [];
  const backend = {
    subscribe: async (_a: unknown, _v: unknown, _w: unknown, onPatch: typeof send) => ((send = onPatch), 7),
    unsubscribe: async (id: number) => void closed.push(id),
  } as unknown as Backend;
  const live = new Live<Line>(backend, null, { type: 'chats' });
  return { live, closed, send: (patch: Patch<Line>) => send(patch) };
}
const texts = (live: Live<Line>) => live.rows.map((row) => row.text);

describe('the row store', () => {
  it('shows rows in the order Rust computed, number by number', async () => {
    const { live, send } = store();
    await live.open();
    send({ type: 'reset', rows: [line('c', 2), line('a', 1, 'a', 5), line('b', 1, 'b', 4)], edges });
    expect(texts(live)).toEqual(['b', 'a', 'c']);
  });

  it('gives the same rows when a patch comes twice', async () => {
    const { live, send } = store();
    await live.open();
    send({ type: 'reset', rows: [line('a', 1), line('b', 2)], edges });
    const change: Patch<Line> = { type: 'change', upsert: [line('b', 0, 'B')], remove: ['a'], edges };
    send(change);
    send(change);
    expect(texts(live)).toEqual(['B']);
  });

  it('keeps a row that is removed and put back in one patch', async () => {
    const { live, send } = store();
    await live.open();
    send({ type: 'reset', rows: [line('a', 1)], edges });
    send({ type: 'change', upsert: [line('a', 1, 'new')], remove: ['a'], edges });
    expect(texts(live)).toEqual(['new']);
  });

  it('leaves untouched rows the same objects, so that nothing is painted twice', async () => {
    const { live, send } = store();
    await live.open();
    send({ type: 'reset', rows: [line('a', 1), line('b', 2)], edges });
    const before = live.get('a');
    send({ type: 'change', upsert: [line('b', 2, 'B')], remove: [], edges });
    expect(live.get('a')).toBe(before);
  });

  it('forgets everything a reset does not mention', async () => {
    const { live, send } = store();
    await live.open();
    send({ type: 'reset', rows: [line('a', 1)], edges });
    send({ type: 'reset', rows: [line('b', 1)], edges: { before: true, after: false } });
    expect(texts(live)).toEqual(['b']);
    expect(live.edges.before).toBe(true);
  });

  it('ends its subscription, even one whose number arrives after it was closed', async () => {
    const early = store();
    const opening = early.live.open();
    early.live.close();
    await opening;
    expect(early.closed).toEqual([7]);
    const late = store();
    await late.live.open();
    late.live.close();
    expect(late.closed).toEqual([7]);
  });

  it('takes nothing in once it is closed', async () => {
    const { live, send } = store();
    await live.open();
    send({ type: 'reset', rows: [line('a', 1)], edges });
    live.close();
    send({ type: 'change', upsert: [line('b', 2)], remove: [], edges });
    expect(texts(live)).toEqual(['a']);
  });

  it('is ready and says why when the query is refused', async () => {
    const backend = { subscribe: async () => Promise.reject({ code: 'notFound', detail: '' }) } as unknown as Backend;
    const live = new Live<Line>(backend, null, { type: 'chats' });
    await live.open();
    await live.arrived;
    expect(live.ready).toBe(true);
    expect(live.problem?.code).toBe('notFound');
  });
});
