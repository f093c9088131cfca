import type { Plugin } from 'esbuild';

/** Optional parts of libraries that must not be in a bundle: a call of one is a defect, so the stub throws. */
export const stubs: Plugin = {
  name: 'stubs',
  setup(bundle) {
    bundle.onResolve({ filter: /^(react-devtools-core|cpu-features)$|sshcrypto\.node$/ }, (argument) => ({
      path: argument.path,
      namespace: 'stub',
    }));
    bundle.onLoad({ filter: /.*/, namespace: 'stub' }, (argument) =>
      argument.path === 'react-devtools-core'
        ? { contents: 'export default {};' }
        : { contents: `throw new Error(${JSON.stringify(`${argument.path} is not part of the bundle`)});` },
    );
  },
};
