// The rules of this folder that no compiler knows. Prints each breach with its place; exits 1 if there is one.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const LONGEST_COMPONENT = 200;
const LONGEST_MODULE = 300;

/** @type {[name: string, where: RegExp, forbidden: RegExp, why: string][]} */
const RULES = [
  ['markup', /\.(svelte|ts)$/, /\{@html|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|srcdoc/, 'texts are text nodes, never markup'],
  ['eval', /\.(svelte|ts)$/, /\beval\(|new Function\(/, 'the security policy forbids it'],
  ['style attribute', /\.svelte$/, /\sstyle="/, 'the security policy forbids it; use style: directives, which set the property'],
  ['layers', /src\/lib\/ui\//, /from '\.\.\/(ipc\/(?!generated)|views|i18n)|from '@tauri-apps/, 'lib/ui gets props and calls back'],
  ['doors', /src\/(?!lib\/ipc\/)/, /from '@tauri-apps/, 'only lib/ipc knows Tauri'],
  ['physical', /\.svelte$/, /^\s*(margin|padding|border)-(left|right|top|bottom)|^\s*(left|right|top|bottom|width|height|min-width|max-width|min-height|max-height):|text-align: (left|right)|float: (left|right)/m, 'logical properties only, or right-to-left breaks'],
  ['colour', /\.svelte$/, /:[^;{}]*(#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\((?!.*var))/i, 'colours come from tokens.css'],
  ['remote', /\.(svelte|ts|css|html)$/, /(src|href)="https?:|url\(['"]?https?:|@import ['"]https?:/, 'nothing is loaded from elsewhere'],
];

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'generated' ? [] : files(path);
    return /\.(svelte|ts|css|html)$/.test(name) ? [path] : [];
  });
}

const root = join(import.meta.dirname, '..');
const breaches = [];
for (const path of [...files(join(root, 'src')), join(root, 'index.html')]) {
  const text = readFileSync(path, 'utf8');
  const name = relative(root, path);
  const lines = text.split('\n').length;
  const most = name.endsWith('.svelte') ? LONGEST_COMPONENT : LONGEST_MODULE;
  if (lines > most && !name.endsWith('.css')) breaches.push(`${name}: ${lines} lines, at most ${most}`);
  const style = name.endsWith('.svelte') ? (text.match(/<style>[\s\S]*<\/style>/)?.[0] ?? '') : text;
  for (const [rule, where, forbidden, why] of RULES) {
    if (!where.test(name)) continue;
    const found = (rule === 'physical' || rule === 'colour' ? style : text).match(forbidden);
    if (found) breaches.push(`${name}: ${rule}: “${found[0].trim()}” (${why})`);
  }
}
for (const breach of breaches) console.log(breach);
console.log(breaches.length === 0 ? 'lint: nothing found' : `lint: ${breaches.length} found`);
process.exitCode = breaches.length === 0 ? 0 : 1;
