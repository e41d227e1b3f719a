import { FluentBundle, type FluentResource, type FluentVariable } from '@fluent/bundle';
import english from '../../../../assets/locales/en.ftl';
import { brand } from '../theme/theme.svelte';

type Texts = FluentResource['body'];

// English is the fallback and always there; the others load when they are wanted.
const others = import.meta.glob<Texts>(['../../../../assets/locales/*.ftl', '!../../../../assets/locales/en.ftl'], {
  import: 'default',
});

const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur'];

/** What a message may be filled in with. */
export type Args = Record<string, FluentVariable>;

const fallback = bundle('en', english);

class Language {
  #bundles = $state.raw<FluentBundle[]>([fallback]);

  /** For `Intl`: the user's own tag ("de-AT"), whose language may be one the texts lack. */
  locale = $state('en');
  /** The language of the texts. */
  texts = $state('en');
  /** Which way lines run. */
  direction: 'ltr' | 'rtl' = $derived(RIGHT_TO_LEFT.includes(this.texts) ? 'rtl' : 'ltr');

  /** Takes the first of the wanted languages that there are texts for. */
  async use(wanted: readonly string[]): Promise<void> {
    const tags = wanted.filter(isLocale);
    const tag = tags.find((candidate) => languageOf(candidate) === 'en' || path(candidate) in others) ?? 'en';
    const load = others[path(tag)];
    const texts = load ? await load() : null;
    this.#bundles = texts === null ? [fallback] : [bundle(languageOf(tag), texts), fallback];
    this.texts = texts === null ? 'en' : languageOf(tag);
    this.locale = tag;
  }

  /** A text by its id. */
  text(id: string, args?: Args): string {
    for (const each of this.#bundles) {
      const message = each.getMessage(id);
      if (message?.value) return each.formatPattern(message.value, args ?? null, []);
    }
    return id;
  }
}

function bundle(language: string, texts: Texts): FluentBundle {
  const made = new FluentBundle(language);
  made.addResource({ body: [{ id: '-brand', value: brand.name, attributes: {} }, ...texts] });
  return made;
}

function path(tag: string): string {
  return `../../../../assets/locales/${languageOf(tag)}.ftl`;
}

function languageOf(tag: string): string {
  return new Intl.Locale(tag).language;
}

/** `navigator.language` is "C" where the system has no language set. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1 && languageOf(tag).length >= 2;
  } catch {
    return false;
  }
}

export const language = new Language();

/** A text by its id; changes with the language. */
export function t(id: string, args?: Args): string {
  return language.text(id, args);
}
