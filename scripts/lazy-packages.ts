import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * Gives packages that are imported lazily their named exports. When esbuild splits code, the chunk of a CommonJS package has a default
 * export alone, where Node's own `import()` finds the names too; so the chunk becomes a module that exports each name.
 */
export const lazyPackages = (external: readonly string[]): Plugin => ({
  name: 'lazy-packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ kind, path, resolveDir, namespace }) => {
      if (kind !== 'dynamic-import' || namespace === 'lazy-package' || isBuiltin(path) || external.includes(path)) return undefined;
      return { path, namespace: 'lazy-package', pluginData: resolveDir };
    });
    build.onLoad({ filter: /.*/, namespace: 'lazy-package' }, async ({ path, pluginData }) => {
      const found: Readonly<Record<string, unknown>> = await import(path);
      const names = Object.keys(found).filter((name) => name !== 'default' && /^[A-Za-z_$][\w$]*$/.test(name));
      const exports = names.map((name, index) => `const name${index} = all[${JSON.stringify(name)}]; export { name${index} as ${name} };`);
      if ('default' in found) exports.push('export default all.default;');
      return { contents: `import * as all from ${JSON.stringify(path)}; ${exports.join(' ')}`, resolveDir: String(pluginData) };
    });
  },
});
