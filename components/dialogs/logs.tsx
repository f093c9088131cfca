import { type ReactNode, useState } from 'react';
import type { ContainerTarget } from '../../src/contracts/cluster.ts';
import { logKnowledgeOf } from '../../src/tools/agent-logs.ts';
import { useLog } from '../hooks/use-log.ts';
import { useSystemLogs } from '../hooks/use-system-logs.ts';
import { LogText } from './log-text.tsx';

/** A container's log, following. */
export function LogsDialog({ target }: { readonly target: ContainerTarget }): ReactNode {
  return <LogsOf target={target} />;
}

/** The logs that tell how a node's network is: of its CNI agent, of kube-proxy there, of the DNS servers. */
export function NetworkLogsDialog(props: { readonly target: ContainerTarget; readonly node: string }): ReactNode {
  const sources = [props.target, ...useSystemLogs(props.node)];
  const [at, setAt] = useState(0);
  const index = at % sources.length;
  const target = sources[index] ?? props.target;
  return (
    <LogsOf
      key={`${target.namespace}/${target.pod}`}
      target={target}
      place={`${index + 1} of ${sources.length}`}
      onStep={(by) => setAt((index + by + sources.length) % sources.length)}
    />
  );
}

interface LogsOfProps {
  readonly target: ContainerTarget;
  readonly place?: string;
  readonly onStep?: (by: number) => void;
}

function LogsOf({ target, place = '', onStep }: LogsOfProps): ReactNode {
  const { namespace, pod, container } = target;
  const tail = useLog(target, 500);
  return (
    <LogText
      title={`log of ${namespace}/${pod}${container === undefined ? '' : ` ${container}`}${place === '' ? '' : `, ${place}`}`}
      tail={tail}
      known={logKnowledgeOf(container ?? pod)}
      hints={onStep === undefined ? '' : '[ ] other logs'}
      onKey={({ name }) => {
        if (onStep === undefined || (name !== '[' && name !== ']')) return false;
        onStep(name === ']' ? 1 : -1);
        return true;
      }}
    />
  );
}
