import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import { language, t } from '../src/lib/i18n/i18n.svelte';
import * as words from '../src/lib/i18n/words';

const LOCALES = '../assets/locales';
const files = readdirSync(LOCALES).filter((name) => name.endsWith('.ftl'));
const text = (file: string) => readFileSync(join(LOCALES, file), 'utf8');
const ids = (file: string) => [...text(file).matchAll(/^([a-z][a-z0-9-]*) =/gm)].map((match) => match[1] ?? '').sort();
const variables = (file: string, id: string) => {
  const body = text(file).split(new RegExp(`^${id} =`, 'm'))[1]?.split(/^[a-z#]/m)[0] ?? '';
  return new Set([...body.matchAll(/\$([a-z]+)/g)].map((match) => match[1]));
};

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return ['generated', 'gallery', 'fake'].includes(name) ? [] : sources(path);
    return /\.(svelte|ts)$/.test(name) ? [readFileSync(path, 'utf8')] : [];
  });
}
const code = sources('src').join('\n');
const english = ids('en.ftl');

describe('the texts', () => {
  it.each(files)('%s has every message exactly once and no other', (file) => {
    expect(ids(file)).toEqual(english);
    expect(new Set(ids(file)).size).toBe(ids(file).length);
  });

  it.each(files)('%s is filled in with the same things as English, and formats without errors', (file) => {
    const bundle = new FluentBundle(file.replace('.ftl', ''));
    expect(bundle.addResource(new FluentResource(`-brand = X\n`))).toEqual([]);
    expect(bundle.addResource(new FluentResource(text(file)))).toEqual([]);
    const args = { address: 'a', count: 3, date: 'd', keys: 'k', name: 'n', text: 't', time: 't', author: 'a', message: 'm', room: 'r', state: 's', at: 1 };
    for (const id of english) {
      const allowed = variables('en.ftl', id);
      for (const used of variables(file, id)) expect(allowed, `${file} ${id}`).toContain(used);
      const errors: Error[] = [];
      const pattern = bundle.getMessage(id)?.value;
      expect(pattern, id).toBeTruthy();
      if (pattern) expect(bundle.formatPattern(pattern, args, errors), id).not.toBe('');
      expect(errors, id).toEqual([]);
    }
  });

  it('exist for everything that is said', () => {
    const said = [...code.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
    const recorded = Object.values(words).flatMap((record) => Object.values(record));
    for (const id of [...said, ...recorded]) expect(english, id).toContain(id);
    expect(said.length).toBeGreaterThan(100);
  });

  it('are all said somewhere', () => {
    for (const id of english) expect(code.includes(`'${id}'`), id).toBe(true);
  });

  it('have words for every error, each saying something different', () => {
    const sentences = Object.values(words.ERROR).map((id) => t(id, { address: 'anna@example.org' }));
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).not.toContain('!');
  });
});

describe('the language', () => {
  it('falls back to English where the system has none ("C")', async () => {
    await language.use(['C']);
    expect([language.locale, language.texts, language.direction]).toEqual(['en', 'en', 'ltr']);
  });

  it('keeps the region for dates and takes the texts of the language', async () => {
    await language.use(['xx', 'de-AT', 'en']);
    expect([language.locale, language.texts]).toEqual(['de-AT', 'de']);
    expect(t('cancel')).toBe('Abbrechen');
  });

  it('runs right to left in Arabic', async () => {
    await language.use(['ar-EG']);
    expect(language.direction).toBe('rtl');
    await language.use(['en']);
    expect(language.direction).toBe('ltr');
  });
});
