import { isNode, LineCounter, parseDocument } from 'yaml';

/** Merge keys, and brackets that close at the indentation of their line's beginning: kubectl's parser takes both. */
export const yamlOptions = { merge: true, strict: false } as const;

type Path = readonly (string | number)[];

/** Longer texts are not parsed a second time for the sake of a line number: 8 MiB take seconds. */
const longest = 8 * 1024 * 1024;

/**
 * Tells the line (from 1) on which a path of a document stands, or what is nearest above it. The text is parsed when the first
 * line is asked for, and once: most documents are never asked.
 */
export function linesOf(text: string, firstLine: number): (path: Path) => number | undefined {
  let parsed: { readonly document: ReturnType<typeof parseDocument>; readonly counter: LineCounter } | undefined;
  return (path) => {
    if (text.length > longest) return undefined;
    if (parsed === undefined) {
      const counter = new LineCounter();
      parsed = { document: parseDocument(text, { lineCounter: counter, ...yamlOptions }), counter };
    }
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = parsed.document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return parsed.counter.linePos(node.range[0]).line + firstLine - 1;
    }
    return undefined;
  };
}
