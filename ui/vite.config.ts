import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import { FluentResource } from '@fluent/bundle';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import brand from '../assets/brand/brand.json' with { type: 'json' };

/** Writes the product's name into the pages, so that no page states it itself. */
function brandNames(): Plugin {
  return {
    name: 'brand-names',
    transformIndexHtml: (html) => html.replaceAll('%BRAND%', brand.name),
  };
}

/** Texts as the bundle wants them: parsed here, not at every start. */
function fluent(): Plugin {
  return {
    name: 'fluent',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.ftl')) return null;
      this.addWatchFile(id);
      const texts = JSON.stringify(new FluentResource(readFileSync(id, 'utf8')).body);
      return `export default JSON.parse(${JSON.stringify(texts)});`;
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), brandNames(), fluent()],
  // The pages are opened from Tauri's own scheme: everything is relative to them.
  base: './',
  server: { port: 1420, strictPort: true, fs: { allow: ['..'] } },
  build: {
    // The oldest engine shipped to: WebKitGTK 2.50 and WKWebView of macOS 15. Both know light-dark() and nesting.
    target: 'safari18',
    outDir: mode === 'gallery' ? 'dist-gallery' : 'dist',
    emptyOutDir: true,
    // The content security policy allows neither data: fonts nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: mode === 'gallery' ? 'gallery.html' : 'index.html' },
  },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: { environment: 'jsdom', include: ['tests/**/*.test.ts'], setupFiles: ['tests/setup.ts'], testTimeout: 30_000 },
}));
