import { describe, expect, it, vi } from 'vitest';
import { highlight } from '../src/lib/code/highlight';
import type { Block } from '../src/lib/ipc/generated/Block';
import { message } from '../src/lib/ipc/fake/people';
import { fakeWorld } from '../src/lib/ipc/fake/world';
import { at, openWindow, press, select, settled } from './window';

const PETER = 'peter@capulet.example';
const text = (text: string) => ({ type: 'text', text }) as const;

async function showing(said: string, blocks: Block[] | null, spoiler: string | null = null) {
  const world = fakeWorld();
  const look = { action: said.startsWith('/me '), blocks, spoiler };
  world.timeline(PETER).put(message(501, PETER, Date.now(), said, false, { look }));
  await openWindow(world);
  await select(PETER);
  const line = document.querySelector<HTMLElement>('[data-message-id="501"]');
  if (!line) throw new Error('it is not there');
  return line;
}

describe('a text with directives', () => {
  it('is shown with elements of ours, and its directives stay to be read and copied', async () => {
    const line = await showing('*a* _b_ ~c~ `d`', [
      {
        type: 'text',
        spans: [
          { type: 'styled', style: 'strong', spans: [text('a')] },
          text(' '),
          { type: 'styled', style: 'emphasis', spans: [text('b')] },
          text(' '),
          { type: 'styled', style: 'strike', spans: [text('c')] },
          text(' '),
          { type: 'code', text: 'd' },
        ],
      },
    ]);
    expect(line.querySelector('strong')?.textContent).toBe('*a*');
    expect(line.querySelector('.text em')?.textContent).toBe('_b_');
    expect(line.querySelector('s')?.textContent).toBe('~c~');
    expect(line.querySelector('code')?.textContent).toBe('d');
  });

  it('w01: is text and nothing else, also in quotations and code', async () => {
    const evil = '<img src=x onerror="window.__pwned=1">';
    const line = await showing('x', [{ type: 'quote', blocks: [{ type: 'text', spans: [{ type: 'styled', style: 'strong', spans: [text(evil)] }] }] }, { type: 'code', language: 'js', text: evil }]);
    await vi.waitFor(() => expect(line.querySelector('pre .string')).toBeTruthy());
    expect(line.querySelector('img')).toBeNull();
    expect(line.querySelector('blockquote')?.textContent).toContain(evil);
    expect(line.querySelector('pre')?.textContent).toBe(evil);
  });

  it('keeps what is hidden from sight until it is pressed', async () => {
    const line = await showing('the ||butler||', [{ type: 'text', spans: [text('the '), { type: 'styled', style: 'spoiler', spans: [text('butler')] }] }]);
    const hidden = line.querySelector('[data-testid=spoiler]')!;
    expect(hidden.getAttribute('aria-label')).toBe('Hidden text, press to show');
    expect(hidden.firstElementChild?.getAttribute('aria-hidden')).toBe('true');
    await press(hidden);
    expect(line.querySelector('[data-testid=spoiler]')).toBeNull();
    expect(line.querySelector('.text')?.textContent).toBe('the butler');
  });

  it('keeps a whole message hidden behind its hint, for those who listen too', async () => {
    const line = await showing('They both die.', null, 'The end');
    expect(line.textContent).not.toContain('die');
    expect(line.getAttribute('aria-label')).not.toContain('die');
    await press(at('spoiler'));
    expect(line.textContent).toContain('They both die.');
    await press(line.querySelector('.cover')!);
    expect(line.textContent).not.toContain('die');
  });

  it('tells what somebody does', async () => {
    const line = await showing('/me laughs', null);
    expect(line.querySelector('.flow')?.textContent).toMatch(/^\s*\* Peter laughs/);
  });

  it('gives code away as it is', async () => {
    const written = vi.fn(async () => undefined);
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(written);
    await showing('x', [{ type: 'code', language: null, text: 'a\n\tb' }]);
    await press(at('copy-code'));
    await settled();
    expect(written).toHaveBeenCalledWith('a\n\tb');
  });
});

describe('code', () => {
  const kinds = (code: string, language: string) => highlight(code, language).map((token) => `${token.kind}:${token.text}`);

  it('is told apart in the languages that there are words for', () => {
    expect(kinds('let x = "a\\"b"; // no', 'rust')).toEqual(['keyword:let', 'plain: x = ', 'string:"a\\"b"', 'plain:; ', 'comment:// no']);
    expect(kinds('SELECT 1 -- x', 'sql')).toEqual(['keyword:SELECT', 'plain: ', 'number:1', 'plain: ', 'comment:-- x']);
    expect(kinds('def f(): """doc\n"""', 'python')).toEqual(['keyword:def', 'plain: ', 'name:f', 'plain:(): ', 'comment:"""doc\n"""']);
    expect(kinds('+a\n-b\n c', 'diff')).toEqual(['added:+a\n', 'removed:-b\n', 'plain: c']);
    expect(highlight('anything', 'klingon')).toEqual([]);
  });

  it('loses nothing, and takes no longer than its length says', () => {
    for (const hostile of ['"', '/*', '`${', "'\\", 'a.b'.repeat(9), '"""']) {
      const code = hostile.repeat(Math.floor(39_000 / hostile.length));
      for (const language of ['js', 'python', 'c', 'sql', 'xml']) {
        const before = performance.now();
        expect(highlight(code, language).map((token) => token.text).join('')).toBe(code);
        expect(performance.now() - before).toBeLessThan(1500);
      }
    }
  });
});
