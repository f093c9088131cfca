import { type ReactNode, useState } from 'react';
import { logKnowledge, type NodeLogName, nodeLogNames } from '../../src/node-logs/source.ts';
import { useNodeLog } from '../hooks/use-node-log.ts';
import { LogText } from './log-text.tsx';

/** What is offered after the logs that have a name. */
const offered: readonly NodeLogName[] = [...nodeLogNames, '/var/log/calico/felix.log'];

/** The logs of a node, following: `[` and `]` go to the next one. */
export function NodeLogsDialog({ node }: { readonly node: string }): ReactNode {
  const [at, setAt] = useState(0);
  const name = offered[at] ?? 'kubelet';
  return (
    <NodeLogOf key={name} node={node} name={name} onStep={(by) => setAt((at + by + offered.length) % offered.length)} />
  );
}

interface NodeLogOfProps {
  readonly node: string;
  readonly name: NodeLogName;
  readonly onStep: (by: number) => void;
}

function NodeLogOf({ node, name, onStep }: NodeLogOfProps): ReactNode {
  const tail = useNodeLog(node, name);
  return (
    <LogText
      title={`${name} log of node ${node}, ${offered.indexOf(name) + 1} of ${offered.length}`}
      tail={tail}
      known={logKnowledge(name)}
      hints="[ ] other logs"
      onKey={({ name: key }) => {
        if (key !== '[' && key !== ']') return false;
        onStep(key === ']' ? 1 : -1);
        return true;
      }}
    />
  );
}
