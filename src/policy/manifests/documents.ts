import { LineCounter, parseAllDocuments } from 'yaml';
import type { ManifestText } from './read-files.ts';
import { linesOf, yamlOptions } from './lines.ts';

/** One document of a file, as data. */
export interface ManifestDocument {
  readonly file: string;
  readonly value: unknown;
  /** Line (from 1) of a path in the document. */
  readonly lineOf: (path: readonly (string | number)[]) => number | undefined;
}

/** Where a file stops being readable. */
export interface BrokenDocument {
  readonly file: string;
  readonly line: number;
  /** The parser's own words. */
  readonly message: string;
  /** The text from the beginning of the broken document to the end of the file: none of it was read. */
  readonly unread: string;
}

export interface ReadDocuments {
  readonly documents: readonly ManifestDocument[];
  readonly broken: readonly BrokenDocument[];
}

/**
 * The documents of a file, YAML or JSON. As `kubectl apply` does, reading stops at the first document that is neither: what
 * stands before it counts, and the rest is told about, because it may be a policy. Pure.
 */
export function readDocuments({ file, text }: ManifestText): ReadDocuments {
  if (/^\s*[[{]/.test(text)) {
    try {
      return { documents: [{ file, value: JSON.parse(text), lineOf: linesOf(text, 1) }], broken: [] };
    } catch {
      // YAML may begin with a brace too; if it is not that either, the parser of YAML says where it breaks.
    }
  }
  const read = readYaml(file, text);
  if (read.broken.length === 0 || !leadingTab.test(text)) return read;
  // kubectl's parser takes tabs before the lines of a flow collection, this one does not; spaces move no line.
  const again = readYaml(
    file,
    text.replaceAll(leadingTabs, (tabs) => tabs.replaceAll('\t', ' '.repeat(8))),
  );
  return again.broken.length === 0 ? again : read;
}

const leadingTab = /^ *\t/m;
const leadingTabs = /^ *\t[ \t]*/gm;

function readYaml(file: string, text: string): ReadDocuments {
  const lineCounter = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter, ...yamlOptions, prettyErrors: false });
  const documents: ManifestDocument[] = [];
  // An empty file has no documents.
  if (!Array.isArray(parsed)) return { documents, broken: [] };
  let begin = 0;
  for (const document of parsed) {
    const [error] = document.errors;
    const [firstRange, , end] = document.range;
    const from = Math.min(firstRange, begin);
    if (error !== undefined) {
      const { line } = lineCounter.linePos(error.pos[0]);
      return { documents, broken: [{ file, line, message: error.message, unread: text.slice(from) }] };
    }
    const { line: firstLine } = lineCounter.linePos(from);
    const broken = (message: string): ReadDocuments => ({
      documents,
      broken: [{ file, line: firstLine, message, unread: text.slice(from) }],
    });
    try {
      const value: unknown = document.toJS();
      if (value !== null && value !== undefined)
        documents.push({ file, value, lineOf: linesOf(text.slice(from, end), firstLine) });
    } catch (thrown) {
      // Aliases that would grow without end.
      return broken(thrown instanceof Error ? thrown.message : String(thrown));
    }
    begin = end;
  }
  return { documents, broken: [] };
}
