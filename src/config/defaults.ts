import type { Config } from './schema.ts';

/** What holds without a config file; what the schema makes of an empty one, written out so that it need not be loaded. */
export const defaultConfig: Config = {
  maxFps: 10,
  glyphs: 'auto',
  theme: 'auto',
  alternateScreen: true,
  keys: { preset: 'plumbline', bindings: {} },
  productionContexts: ['*prod*'],
  latency: { intervalSeconds: 1 },
  bandwidth: { seconds: 10, port: 5201, productionRateCap: 100_000_000 },
  reach: { lastsSeconds: 900 },
  ssh: { address: 'auto', transport: 'auto', hosts: {} },
};
