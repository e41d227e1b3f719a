import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { World } from '../src/lib/ipc/fake/world';
import { all, at, key, openWindow, press, select, settled } from './window';

const HELENA = 'helena@athens.example';
const PROSPERO = 'prospero@island.example';
const JULIET = 'juliet@capulet.example';

const asked = (world: World, type: string) => world.asked.filter((command) => command.type === type);
const there = (id: string) => vi.waitUntil(async () => (await settled(), document.querySelector(`[data-testid="${id}"]`)));

async function openRequests() {
  const opened = await openWindow();
  await press(at('requests-open'));
  await there('request-row');
  return opened;
}

async function stranger(peer: string) {
  const opened = await openRequests();
  const row = all('request-row').find((each) => each.dataset.peer === peer);
  if (!row) throw new Error(`${peer} does not wait`);
  await press(row);
  await there('request-bar');
  return opened;
}

beforeEach(() => void vi.spyOn(document, 'hasFocus').mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

describe('strangers', () => {
  it('wait in a place of their own, out of the list', async () => {
    await openWindow();
    expect(all('chat-row').some((row) => row.dataset.peer === PROSPERO)).toBe(false);
    expect(at('requests-open').textContent).toMatch(/3.? message requests/);
    await press(at('requests-open'));
    await there('request-row');
    expect(all('request-row')).toHaveLength(3);
    await key(at('place-back'), 'Escape');
    expect(all('request-row')).toHaveLength(0);
  });

  it('are answered where one would write, and by nothing else', async () => {
    const { world } = await stranger(PROSPERO);
    expect(document.querySelector('[data-testid="composer-input"]')).toBeNull();
    await press(at('request-accept'));
    expect(asked(world, 'acceptRequest')).toEqual([{ type: 'acceptRequest', peer: PROSPERO }]);
    await there('composer-input');
  });

  it('are ignored, and what they wrote is closed', async () => {
    const { world, session } = await stranger(HELENA);
    await press(at('request-ignore'));
    expect(asked(world, 'ignoreRequest')).toEqual([{ type: 'ignoreRequest', peer: HELENA }]);
    expect(session().selected).toBeNull();
  });

  it('are blocked and reported in one step', async () => {
    const { world } = await stranger(HELENA);
    await press(at('request-block'));
    await there('block-confirm');
    at('block-report').click();
    await settled();
    await press(at('block-confirm'));
    expect(asked(world, 'block')).toEqual([{ type: 'block', peer: HELENA, report: 'spam' }]);
  });
});

describe('whom one does not want', () => {
  it('is blocked in the details and unblocked in the conversation', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    await press(at('conversation-header'));
    await press(at('contact-block'));
    await there('block-confirm');
    await press(at('block-confirm'));
    expect(asked(world, 'block')).toEqual([{ type: 'block', peer: JULIET }]);
    await there('request-bar');
    expect(document.querySelector('[data-testid="composer-input"]')).toBeNull();
    await press(at('unblock'));
    expect(asked(world, 'unblock')).toEqual([{ type: 'unblock', address: JULIET }]);
    await there('composer-input');
  });

  it('cannot be reported where nobody reads it', async () => {
    const { world } = await openWindow();
    await select(JULIET);
    world.conversation(JULIET).patch(JULIET, { canReport: false });
    await press(at('conversation-header'));
    await press(at('contact-block'));
    await there('block-confirm');
    expect(document.querySelector('[data-testid="block-report"]')).toBeNull();
  });

  it('stands in the settings', async () => {
    const { world, session } = await openWindow();
    world.blocked.put({ id: 'spam.example', sort: [0, 0], name: 'spam.example' });
    session().overlay = 'settings';
    await there('blocked-row');
    await press(at('blocked-row').querySelector('button')!);
    expect(asked(world, 'unblock')).toEqual([{ type: 'unblock', address: 'spam.example' }]);
  });
});
