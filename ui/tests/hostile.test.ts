import { describe, expect, it } from 'vitest';
import { conversationOf, fakeWorld } from '../src/lib/ipc/fake/world';
import { message } from '../src/lib/ipc/fake/people';
import { all, at, openWindow, press, select } from './window';

/** Texts made to become markup, in every dialect that has ever worked somewhere. */
const CORPUS = [
  '<script>window.__pwned=1</script>',
  '<img src=x onerror="window.__pwned=1">',
  '<svg onload=window.__pwned=1>',
  '<svg><script>window.__pwned=1</script></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.__pwned=1&gt;">',
  '<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>',
  '<iframe src="javascript:parent.__pwned=1">',
  '<body onload=window.__pwned=1>',
  '<details open ontoggle=window.__pwned=1>',
  '<video><source onerror="window.__pwned=1"></video>',
  '<a href="javascript:window.__pwned=1">x</a>',
  '<form action="javascript:window.__pwned=1"><input type=submit autofocus onfocus=this.click()>',
  '<object data="data:text/html,<script>parent.__pwned=1</script>">',
  '<meta http-equiv=refresh content="0;url=javascript:window.__pwned=1">',
  '<base href="https://evil.example/">',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<style>*{background:url(https://evil.example)}</style>',
  '"><img src=x onerror=window.__pwned=1>',
  "'-window.__pwned=1-'",
  '{{constructor.constructor("window.__pwned=1")()}}',
  '{@html "<img src=x onerror=window.__pwned=1>"}',
  '${window.__pwned=1}',
  '`*_~<img src=x onerror=window.__pwned=1>~_*`',
  '> <b>quote</b>\n>> <i>deeper</i>',
  '![x](https://evil.example/pixel.png) [x](javascript:window.__pwned=1)',
  '&lt;script&gt;window.__pwned=1&lt;/script&gt;',
  '\u0000<scr\u0000ipt>window.__pwned=1</script>',
  '<noscript><p title="</noscript><img src=x onerror=window.__pwned=1>">',
  '<template><img src=x onerror=window.__pwned=1></template>',
  'https://example.org/"onmouseover="window.__pwned=1',
  'https://example.org/<img/src/onerror=window.__pwned=1>',
  'javascript:window.__pwned=1',
  '<xmp><img src=x onerror=window.__pwned=1></xmp>',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  '{ $name } { -brand } { "\\u0041" }',
];

const JULIET = 'juliet@capulet.example';
const pwned = () => (window as { __pwned?: number }).__pwned;
/** Elements our own components never make: any of them came out of a text. */
const FOREIGN = 'script, iframe, object, embed, form[action], video, audio, base, meta, link, style, math, template, xmp, details, table, noscript, img[src="x"]';

function foreign(): Element[] {
  return [...document.body.querySelectorAll(FOREIGN)];
}

describe('w01: what others write', () => {
  it('is shown as text in messages, whatever it is made of', async () => {
    const world = fakeWorld();
    for (const row of world.timeline(JULIET).rows) world.timeline(JULIET).remove(row.id);
    CORPUS.forEach((text, i) => world.timeline(JULIET).put(message(i + 1, JULIET, Date.now() + i, text, false)));
    await openWindow(world);
    await select(JULIET);
    const shown = all('message').map((row) => row.querySelector('.text')?.textContent);
    expect(shown).toEqual(CORPUS);
    expect(foreign()).toEqual([]);
    expect(pwned()).toBeUndefined();
  });

  it('is shown as text in names, previews, drafts, status texts and requests', async () => {
    const world = fakeWorld();
    CORPUS.forEach((text, i) => {
      const peer = `hostile${i}@evil.example`;
      const chat = { ...world.chats.rows[0]!, id: peer, peer, name: text, sort: [0, i] as [number, number], preview: { outgoing: false, text, unreadable: null, delivery: null, retracted: false, file: null }, draft: i % 2 ? text : null, failed: false };
      world.chats.put(chat);
      world.conversation(peer).put(conversationOf(chat, { name: text, status: text, draft: text }));
      world.requests.put({ id: peer, sort: [i, 0], peer, name: text, at: 0, asks: true, text, messages: 1 });
    });
    const { session } = await openWindow(world);
    for (let i = 0; i < CORPUS.length; i += 1) {
      await select(`hostile${i}@evil.example`);
      session().panel = true;
      await Promise.resolve();
    }
    session().overlay = 'palette';
    await press(document.body);
    expect(foreign()).toEqual([]);
    expect(document.body.textContent).toContain('<img src=x onerror="window.__pwned=1">');
    expect(pwned()).toBeUndefined();
  });

  it('never gives an element an event handler or a script address', async () => {
    const world = fakeWorld();
    CORPUS.forEach((text, i) => world.timeline(JULIET).put(message(i + 1, JULIET, Date.now() + i, text, false)));
    await openWindow(world);
    await select(JULIET);
    for (const element of document.body.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        expect(name.startsWith('on'), `${element.tagName} ${name}`).toBe(false);
        expect(/^\s*(javascript|data|vbscript):/i.test(value), `${element.tagName} ${name}`).toBe(false);
      }
    }
  });
});

describe('w05: links', () => {
  async function withLink(url: string) {
    const world = fakeWorld();
    world.timeline(JULIET).put(message(99_999, JULIET, Date.now(), url, false));
    const { world: opened } = await openWindow(world);
    await select(JULIET);
    const link = all('message').at(-1)?.querySelector('a');
    if (!link) throw new Error('no link');
    return { link, opened: opened.opened };
  }

  it('never lead the window itself anywhere', async () => {
    const { link } = await withLink('https://example.org/');
    for (const type of ['click', 'auxclick']) {
      const event = new MouseEvent(type, { bubbles: true, cancelable: true, button: type === 'click' ? 0 : 1 });
      link.dispatchEvent(event);
      expect(event.defaultPrevented, type).toBe(true);
    }
  });

  it('open outside at one click when nothing is wrong with them', async () => {
    const { link, opened } = await withLink('https://example.org/a');
    await press(link);
    expect(opened).toEqual(['https://example.org/a']);
  });

  it('w07: ask first and name the real host when they pretend to be another', async () => {
    const { link, opened } = await withLink('https://bank.example@evil.example/');
    expect(link.title).toBe('evil.example');
    await press(link);
    expect(opened).toEqual([]);
    const dialog = document.querySelector('dialog');
    expect(dialog?.textContent).toContain('evil.example');
    const buttons = [...(dialog?.querySelectorAll('footer button') ?? [])];
    await press(buttons[1]!);
    expect(opened).toEqual(['https://bank.example@evil.example/']);
  });
});

describe('what is deceptive', () => {
  it('r08: a name cannot turn the line around or hide', async () => {
    const world = fakeWorld();
    world.chats.patch(JULIET, { name: '\u202Eteiluj\u2066' });
    await openWindow(world);
    expect(at('chat-row').querySelector('.name')?.textContent).toBe('teiluj');
  });
});
