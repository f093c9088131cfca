import * as z from 'zod';

/** The config file ($XDG_CONFIG_HOME/plumbline/config.yaml). Unknown keys are an error: a misspelt key must not be ignored. */
export const configSchema = z
  .strictObject({
    /** Frames per second on the screen. */
    maxFps: z.number().int().min(1).max(30).default(10),
    /** Glyphs: by the locale and TERM, or forced. */
    glyphs: z.enum(['auto', 'unicode', 'ascii']).default('auto'),
    /** Colours: by NO_COLOR and TERM, or forced. */
    theme: z.enum(['auto', 'dark', 'light', 'mono']).default('auto'),
    alternateScreen: z.boolean().default(true),
    /** Key presets and single bindings: action id to keys. */
    keys: z
      .strictObject({
        preset: z.enum(['plumbline', 'k9s']).default('plumbline'),
        bindings: z.record(z.string(), z.array(z.string())).default({}),
      })
      .prefault({}),
    /** Contexts (exact names or * patterns) treated as production: bandwidth is capped and uncapped runs are confirmed. */
    productionContexts: z.array(z.string()).default(['*prod*']),
    latency: z
      .strictObject({
        intervalSeconds: z.number().min(0.2).max(60).default(1),
      })
      .prefault({}),
    bandwidth: z
      .strictObject({
        seconds: z.number().int().min(1).max(60).default(10),
        port: z.number().int().min(1).max(65535).default(5201),
        /** Proposed in production contexts, bits per second. */
        productionRateCap: z.number().positive().default(100_000_000),
      })
      .prefault({}),
    /** Helpers for pods whose image has no network tools: debug containers and probe pods. */
    reach: z
      .strictObject({
        /** The image of every helper. There is no default: without it images are only proposed. */
        image: z.string().min(1).exactOptional(),
        /** A helper ends by itself after so many seconds. */
        lastsSeconds: z.number().int().min(20).max(86_400).default(900),
      })
      .prefault({}),
    /** Nodes over SSH; whatever is not said here is what ssh itself would do. */
    ssh: z
      .strictObject({
        /** The user to log in as, whatever the config of ssh says. */
        user: z.string().min(1).exactOptional(),
        /** Which of a node's names and addresses ssh is given. */
        address: z.enum(['auto', 'internal', 'external', 'hostname', 'name']).default('auto'),
        transport: z.enum(['auto', 'ssh2', 'openssh']).default('auto'),
        /** Nodes whose names do not resolve: node name to [user@]host[:port]. */
        hosts: z.record(z.string(), z.string().min(1)).default({}),
      })
      .prefault({}),
  })
  .prefault({});

export type Config = z.infer<typeof configSchema>;
