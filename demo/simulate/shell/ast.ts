/** A word before expansion: pieces side by side. */
export type Word = readonly Piece[];

export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      /** A name, a digit, or one of @ * # ? $ ! 0. */
      readonly name: string;
      readonly quoted: boolean;
      /** ':-', '-', ':=', '=', ':+', '+', '#', '##', '%', '%%' with their word, or 'length'. */
      readonly operator: string | undefined;
      readonly operand: Word;
    }
  | { readonly kind: 'command'; readonly body: List; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly expression: Word }
  | { readonly kind: 'process'; readonly body: List; readonly direction: '<' | '>' };

export interface Redirection {
  readonly descriptor: number;
  readonly operator: '<' | '>' | '>>' | '<>' | '<&' | '>&' | '<<<';
  readonly target: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

export type Command = { readonly redirections: readonly Redirection[] } & (
  | { readonly kind: 'simple'; readonly assignments: readonly Assignment[]; readonly words: readonly Word[] }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly condition: List; readonly body: List }[];
      readonly otherwise: List | undefined;
    }
  | { readonly kind: 'loop'; readonly until: boolean; readonly condition: List; readonly body: List }
  /** bash's `for ((start; condition; step))`, the three as one text. */
  | { readonly kind: 'count'; readonly expressions: Word; readonly body: List }
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[] | undefined; readonly body: List }
  | {
      readonly kind: 'case';
      readonly subject: Word;
      readonly arms: readonly { readonly patterns: readonly Word[]; readonly body: List }[];
    }
  | { readonly kind: 'group'; readonly subshell: boolean; readonly body: List }
  | { readonly kind: 'function'; readonly name: string; readonly body: Command }
);

export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

export interface Item {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
  readonly background: boolean;
}

export type List = readonly Item[];

/** The script uses something of the shell's language that the simulation does not know. */
export class NotSupported extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'NotSupported';
  }
}
