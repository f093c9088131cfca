import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { smallest } from '../screen/layout.ts';

/** Says what the terminal is and what it needs to be. Keys still work, `q` above all. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }): ReactNode {
  return (
    <Box flexDirection="column" height={rows} width={columns} overflow="hidden">
      <Text wrap="truncate">plumbline needs more room</Text>
      <Text wrap="truncate">
        now {columns}x{rows}, needs {smallest.columns}x{smallest.rows}
      </Text>
      <Text wrap="truncate">q quits</Text>
    </Box>
  );
}
