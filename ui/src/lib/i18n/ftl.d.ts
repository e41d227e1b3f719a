/** Texts, parsed when the program is built: see `vite.config.ts`. */
declare module '*.ftl' {
  import type { FluentResource } from '@fluent/bundle';
  const body: FluentResource['body'];
  export default body;
}
