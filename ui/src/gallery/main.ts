import { mount } from 'svelte';
import { language } from '../lib/i18n/i18n.svelte';
import { applyBrand, applyTheme, textScale } from '../lib/theme/theme.svelte';
import '../lib/theme/base.css';
import Gallery from './Gallery.svelte';
import { chosen } from './switches';

// One page with every component and screen in every state, over a made-up world. Only for those who build Sotto.
const switches = chosen(new URLSearchParams(location.search));

async function start(): Promise<void> {
  const root = document.documentElement;
  applyBrand(root);
  await language.use([switches.locale]);
  textScale.percent = switches.scale;
  textScale.apply(root);
  applyTheme(root, switches.theme);
  root.lang = language.texts;
  root.dir = language.direction;
  const target = document.getElementById('app');
  if (target) mount(Gallery, { target, props: { switches } });
}

void start();
