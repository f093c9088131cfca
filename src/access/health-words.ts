import type { ContextHealth, ContextRow } from '../contracts/contexts.ts';

/** 'v1.34.1 12 ms, asks for a login', 'unreachable'; 'asking' until it is known. */
export function healthText({ asks }: Pick<ContextRow, 'asks'>, health: ContextHealth | undefined): string {
  switch (health?.state) {
    case undefined:
      return 'asking';
    case 'answers': {
      const login = asks === undefined ? '' : ', asks for a login';
      return `${health.version ?? 'answers'} ${latencyText(health.latency)}${login}`;
    }
    case 'refuses':
      return 'refuses the credentials';
    case 'unreachable':
      return 'unreachable';
    case 'broken':
      return 'cannot be used';
  }
}

function latencyText(latency: number): string {
  return `${latency < 10 ? latency.toFixed(1) : Math.round(latency)} ms`;
}
