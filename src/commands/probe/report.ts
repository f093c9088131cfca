import type { Evidence } from '../../contracts/evidence.ts';
import type { Json } from '../../contracts/json.ts';
import type { Link } from '../../contracts/link.ts';
import { describeEndpoint, describeLink, endpointText } from '../../link/describe.ts';
import { safeLine } from '../../terminal/safe-text.ts';

/** The answer of one headless probe, before it is written as text or JSON. */
export interface ProbeReport {
  /** 'ConnectResult', 'LatencyResult', … */
  readonly kind: string;
  readonly class: string;
  readonly sentence: string;
  /** More lines for people, under the sentence. */
  readonly details: readonly string[];
  /** The summary's own fields, for programs. */
  readonly fields: object;
  /** 0 works, 1 does not, 3 could not be tested. */
  readonly exitCode: 0 | 1 | 3;
}

/** The report as lines for people: the link, the sentence, the details, the commands that were run. */
export function reportText(report: ProbeReport, link: Link, evidence: readonly Evidence[]): string {
  const commands = [...new Set(evidence.map((piece) => `  $ ${piece.source.commandLine}`))];
  const lines = [describeLink(link), report.sentence, ...report.details, ...commands.slice(0, 20)];
  // Sentences quote what programs printed.
  return `${lines.map(safeLine).join('\n')}\n`;
}

/** The report as one JSON document of apiVersion plumbline/v1. */
export function reportJson(report: ProbeReport, link: Link, evidence: readonly Evidence[]): string {
  const document = {
    apiVersion: 'plumbline/v1',
    kind: report.kind,
    link: {
      from: endpointText(link.source),
      to: endpointText(link.destination),
      protocol: link.protocol,
      ...(link.port === undefined ? {} : { port: link.port }),
      text: `${describeEndpoint(link.source)} to ${describeEndpoint(link.destination)}`,
    },
    ...report.fields,
    class: report.class,
    sentence: report.sentence,
    evidence: evidence.map(evidenceJson),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function evidenceJson(piece: Evidence): Json {
  const end = piece.source.kind === 'command' ? piece.source.end : undefined;
  return {
    id: piece.id,
    place: piece.place.text,
    at: new Date(piece.at).toISOString(),
    command: piece.source.commandLine,
    ...(end?.kind === 'exited' ? { exitCode: end.code } : end === undefined ? {} : { ended: end.kind }),
    output: piece.raw,
    truncated: piece.truncated,
  };
}
