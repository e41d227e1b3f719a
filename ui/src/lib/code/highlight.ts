/**
 * Tells comments, strings, numbers and keywords of a program apart. It knows families of languages, not their grammars:
 * what it does not know stays plain, and no text is lost. One pass from left to right, whatever somebody wrote.
 */

/** A piece of a program. */
export interface Token {
  kind: 'plain' | 'comment' | 'string' | 'number' | 'keyword' | 'name' | 'added' | 'removed';
  text: string;
}

/** How a family of languages writes what they all have. */
interface Family {
  /** What begins a comment that ends with its line. */
  line: string[];
  /** What begins and ends one that does not. */
  block: [string, string][];
  quotes: string[];
  keywords: string;
  /** Keywords in capitals too. */
  shouting?: boolean;
}

const C = 'break case const continue default do else enum extern for goto if register return signed sizeof static struct switch typedef union unsigned void volatile while int long short char float double bool true false';
const FAMILIES: Record<string, Family> = {
  c: { line: ['//'], block: [['/*', '*/']], quotes: ['"', "'"], keywords: `${C} auto class namespace template typename using public private protected virtual override final new delete this throw try catch nullptr null constexpr auto interface abstract extends implements import package instanceof super synchronized throws var string object get set async await foreach in is as out ref readonly sealed internal` },
  js: { line: ['//'], block: [['/*', '*/']], quotes: ['"', "'", '`'], keywords: 'abstract as async await break case catch class const continue debugger default delete do else enum export extends false finally for from function get if implements import in instanceof interface keyof let new null of private protected public readonly return satisfies set static super switch this throw true try type typeof undefined var void while with yield string number boolean any unknown never' },
  rust: { line: ['//'], block: [['/*', '*/']], quotes: ['"'], keywords: 'as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 String Vec Option Result Some None Ok Err' },
  go: { line: ['//'], block: [['/*', '*/']], quotes: ['"', "'", '`'], keywords: 'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var true false nil string int int64 byte rune bool error any' },
  swift: { line: ['//'], block: [['/*', '*/']], quotes: ['"'], keywords: 'as break case catch class continue default defer do else enum extension false fileprivate for func fun guard if import in init inout is lateinit let object open override private protocol public repeat return self Self static struct super switch throw throws true try typealias val var when where while nil null data sealed suspend companion internal' },
  python: { line: ['#'], block: [['"""', '"""'], ["'''", "'''"]], quotes: ['"', "'"], keywords: 'and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return True try while with yield self print' },
  ruby: { line: ['#'], block: [], quotes: ['"', "'"], keywords: 'alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or puts redo require rescue retry return self super then true undef unless until when while yield local function elseif my our sub use' },
  shell: { line: ['#'], block: [], quotes: ['"', "'"], keywords: 'alias case cd do done echo elif else esac exit export fi for function if in local read return set shift source sudo then trap unset until while' },
  lua: { line: ['--'], block: [['--[[', ']]']], quotes: ['"', "'"], keywords: 'and break do else elseif end false for function goto if in local nil not or repeat return then true until while' },
  sql: { line: ['--'], block: [['/*', '*/']], quotes: ["'", '"'], shouting: true, keywords: 'add all alter and as asc begin between by case check column commit constraint create cross database default delete desc distinct drop else end exists foreign from full group having if in index inner insert into is join key left like limit not null offset on or order outer primary references right rollback select set table then transaction trigger union unique update using values view when where with integer text real blob varchar boolean' },
  markup: { line: [], block: [['<!--', '-->']], quotes: ['"', "'"], keywords: '' },
  css: { line: [], block: [['/*', '*/']], quotes: ['"', "'"], keywords: 'important media import supports keyframes layer container from to' },
  data: { line: ['#', '//', ';'], block: [], quotes: ['"', "'"], keywords: 'true false null yes no on off' },
};

const NAMES: Record<string, string> = {
  c: 'c', h: 'c', cpp: 'c', 'c++': 'c', cc: 'c', hpp: 'c', java: 'c', cs: 'c', csharp: 'c', 'c#': 'c', objc: 'c', php: 'c', dart: 'c', scala: 'c', vala: 'c',
  js: 'js', javascript: 'js', jsx: 'js', ts: 'js', typescript: 'js', tsx: 'js', mjs: 'js', svelte: 'js', vue: 'js',
  rs: 'rust', rust: 'rust', go: 'go', golang: 'go', swift: 'swift', kotlin: 'swift', kt: 'swift',
  py: 'python', python: 'python', rb: 'ruby', ruby: 'ruby', perl: 'ruby', pl: 'ruby', elixir: 'ruby', lua: 'lua',
  sh: 'shell', bash: 'shell', shell: 'shell', zsh: 'shell', fish: 'shell', console: 'shell', dockerfile: 'shell', make: 'shell', makefile: 'shell',
  sql: 'sql', sqlite: 'sql', postgres: 'sql', html: 'markup', xml: 'markup', svg: 'markup', css: 'css', scss: 'css', less: 'css',
  json: 'data', yaml: 'data', yml: 'data', toml: 'data', ini: 'data', conf: 'data', ftl: 'data',
};

/** Longer programs are shown in one colour. */
const LONGEST = 40_000;

/** The pieces of a program in the language that its author named; all of it is one piece if that says nothing. */
export function highlight(text: string, language: string | null): Token[] {
  const name = (language ?? '').toLowerCase();
  if (text === '' || text.length > LONGEST) return [];
  if (name === 'diff' || name === 'patch') return diff(text);
  const family = FAMILIES[NAMES[name] ?? ''];
  return family ? pieces(text, family) : [];
}

function diff(text: string): Token[] {
  const kind = (line: string): Token['kind'] =>
    /^(?:\+\+\+|---|@@|diff |index )/.test(line) ? 'comment' : line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'plain';
  return text.split(/(?<=\n)/).map((line) => ({ kind: kind(line), text: line }));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Each alternative begins with something else and never goes back, so the whole takes one pass. */
function pattern({ line, block, quotes }: Family): RegExp {
  const blocks = block.map(([from, to]) => `${escaped(from)}[^]*?(?:${escaped(to)}|$)`);
  const lines = line.map((mark) => `${escaped(mark)}[^\\n]*`);
  const strings = quotes.map((mark) => `${mark}(?:\\\\[^]|[^${mark}\\\\${mark === '`' ? '' : '\\n'}])*${mark}?`);
  const comments = [...blocks, ...lines].join('|') || '(?!)';
  return new RegExp(`(?<comment>${comments})|(?<string>${strings.join('|')})|(?<number>\\b\\d[\\w.]*)|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$?]*)`, 'gu');
}

function pieces(text: string, family: Family): Token[] {
  const keywords = new Set(family.keywords.split(' '));
  const found: Token[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern(family))) {
    const kind = kindOf(match.groups ?? {}, keywords, family, text.charAt(match.index + match[0].length));
    if (kind === 'plain') continue;
    if (match.index > done) found.push({ kind: 'plain', text: text.slice(done, match.index) });
    found.push({ kind, text: match[0] });
    done = match.index + match[0].length;
  }
  if (done < text.length) found.push({ kind: 'plain', text: text.slice(done) });
  return found;
}

function kindOf(groups: Record<string, string | undefined>, keywords: Set<string>, family: Family, next: string): Token['kind'] {
  const { comment, string, number, word } = groups;
  if (comment !== undefined) return 'comment';
  if (string !== undefined) return 'string';
  if (number !== undefined) return 'number';
  if (word === undefined) return 'plain';
  if (keywords.has(family.shouting ? word.toLowerCase() : word)) return 'keyword';
  return next === '(' ? 'name' : 'plain';
}
