import axe from 'axe-core';
import { flushSync, mount, unmount } from 'svelte';
import { afterAll, describe, expect, it } from 'vitest';
import Gallery from '../src/gallery/Gallery.svelte';
import { PAGES } from '../src/gallery/pages';
import { language } from '../src/lib/i18n/i18n.svelte';
import { settled } from './window';

// Contrast needs a renderer: contrast.test.ts measures the tokens instead. A page's landmarks are checked as they are.
const RULES = { 'color-contrast': { enabled: false }, 'scrollable-region-focusable': { enabled: false } };

async function problems(page: string, theme: 'light' | 'dark', locale: string): Promise<string[]> {
  await language.use([locale]);
  const root = document.documentElement;
  root.lang = language.texts;
  root.dir = language.direction;
  document.title = 'Gallery';
  const gallery = mount(Gallery, { target: document.body, props: { switches: { page, theme, locale, scale: 100, bare: true } } });
  await settled();
  await new Promise((later) => setTimeout(later, 20));
  flushSync();
  const { violations } = await axe.run(document, { rules: RULES });
  void unmount(gallery);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

afterAll(() => language.use(['en']));

describe.each(['components', ...Object.keys(PAGES)])('the page "%s"', (page) => {
  it('has nothing that axe finds, light', async () => expect(await problems(page, 'light', 'en')).toEqual([]));
  it('has nothing that axe finds, dark and right to left', async () => expect(await problems(page, 'dark', 'ar')).toEqual([]));
});
