import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { readCapabilities } from '../../src/terminal/capabilities.ts';
import { copyText } from '../../src/terminal/clipboard.ts';
import { incompleteFrom } from '../../src/terminal/escape-guard.ts';
import { chooseGlyphs } from '../../src/terminal/glyphs.ts';
import { GuardedInput } from '../../src/terminal/guarded-input.ts';
import { canBeStopped, type JobPlace, parseJobPlace } from '../../src/terminal/job-control.ts';
import { isPaste, type KeyFlags, keyPresses } from '../../src/terminal/keys.ts';
import { chooseTheme } from '../../src/terminal/theme.ts';

describe('glyphs', () => {
  const cases: readonly (readonly [string, string, 'unicode' | 'ascii'])[] = [
    ['xterm-256color', 'C.UTF-8', 'unicode'],
    ['tmux-256color', 'en_US.utf8', 'unicode'],
    ['screen', 'de_DE.UTF-8', 'unicode'],
    ['xterm-256color', 'C', 'ascii'],
    ['xterm-256color', '', 'ascii'],
    ['linux', 'C.UTF-8', 'ascii'],
    ['dumb', 'C.UTF-8', 'ascii'],
    ['', 'C.UTF-8', 'ascii'],
  ];
  for (const [term, locale, expected] of cases) {
    it(`are ${expected} for TERM=${term} and LANG=${locale}`, () => {
      expect(chooseGlyphs({ TERM: term, LANG: locale }, 'auto').name).toBe(expected);
    });
  }

  it('follow LC_ALL before LANG, and the config before both', () => {
    expect(chooseGlyphs({ TERM: 'xterm', LC_ALL: 'C', LANG: 'C.UTF-8' }, 'auto').name).toBe('ascii');
    expect(chooseGlyphs({ TERM: 'dumb' }, 'unicode').name).toBe('unicode');
  });
});

describe('themes', () => {
  it('are mono for NO_COLOR, whatever the config says, but not for an empty one', () => {
    expect(chooseTheme({ TERM: 'xterm-256color', NO_COLOR: '1' }, 'dark').name).toBe('mono');
    expect(chooseTheme({ TERM: 'xterm-256color', NO_COLOR: '' }, 'auto').name).toBe('dark');
  });

  it('keep inverse for the selection in mono', () => {
    expect(chooseTheme({ NO_COLOR: '1' }, 'auto').styles.selected.inverse).toBe(true);
  });

  it('are mono for dumb terminals and light where the terminal says so', () => {
    expect(chooseTheme({ TERM: 'dumb' }, 'auto').name).toBe('mono');
    expect(chooseTheme({ TERM: 'xterm', COLORFGBG: '0;15' }, 'auto').name).toBe('light');
  });

  it('give a screen reader no alternate screen and a slow clock', () => {
    const wishes = { glyphs: 'auto', theme: 'auto', alternateScreen: true, maxFps: 10 } as const;
    const capabilities = readCapabilities({ TERM: 'xterm', INK_SCREEN_READER: 'true' }, wishes);
    expect(capabilities).toMatchObject({ screenReader: true, alternateScreen: false, maxFps: 1 });
  });
});

describe('split escape sequences', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['abc', 3],
    ['\u001b', 0],
    ['\u001b[', 0],
    ['\u001b[1;5', 0],
    ['\u001b[A', 3],
    ['a\u001bO', 1],
    ['\u001bOP', 3],
    ['\u001bx', 2],
    ['\u001b\u001b[', 0],
    ['j\u001b[B\u001b', 4],
    ['a\u001b]11;rgb:ff', 1],
    ['a\u001bP>|xterm\u001b', 1],
    ['\u001b]', 0],
  ];
  for (const [input, from] of cases) {
    it(`are held back from ${from} in ${JSON.stringify(input)}`, () => expect(incompleteFrom(input)).toBe(from));
  }

  class Keyboard extends EventEmitter {
    readonly isTTY = true;
    setRawMode(): void {}
    resume(): void {}
    pause(): void {}
  }

  it('arrive whole, and UTF-8 cut in the middle does too', async () => {
    const keyboard = new Keyboard();
    const input = new GuardedInput(keyboard);
    input.setRawMode(true);
    const bytes = Buffer.from('é');
    keyboard.emit('data', '\u001b');
    keyboard.emit('data', '[A');
    keyboard.emit('data', bytes.subarray(0, 1));
    keyboard.emit('data', bytes.subarray(1));
    expect(input.read()).toBe('\u001b[Aé');
  });

  it('become the Esc key when nothing follows', async () => {
    const keyboard = new Keyboard();
    const input = new GuardedInput(keyboard);
    input.setRawMode(true);
    const read = new Promise((resolve) => input.once('readable', () => resolve(input.read())));
    keyboard.emit('data', '\u001b');
    expect(await read).toBe('\u001b');
  });

  it('that answer a question of a program before are no keys, whole or in pieces', async () => {
    const keyboard = new Keyboard();
    const input = new GuardedInput(keyboard);
    input.setRawMode(true);
    keyboard.emit('data', 'a\u001b]11;rgb:1111/2222/3333\u0007b');
    keyboard.emit('data', '\u001bP>|tmux 3.3a\u001b');
    keyboard.emit('data', '\\c');
    keyboard.emit('data', '\u001b');
    keyboard.emit('data', ']52;c;cXE=\u001b\\d');
    expect(input.read()).toBe('abcd');
  });

  it('leave the keyboard to others while raw mode is off', () => {
    const keyboard = new Keyboard();
    const input = new GuardedInput(keyboard);
    input.setRawMode(true);
    input.setRawMode(false);
    expect(keyboard.listenerCount('data')).toBe(0);
  });
});

describe('keys', () => {
  const none: KeyFlags = {
    upArrow: false,
    downArrow: false,
    leftArrow: false,
    rightArrow: false,
    pageUp: false,
    pageDown: false,
    home: false,
    end: false,
    return: false,
    escape: false,
    tab: false,
    backspace: false,
    delete: false,
    ctrl: false,
    shift: false,
    meta: false,
  };
  const names = (input: string, flags: Partial<KeyFlags> = {}): readonly string[] =>
    keyPresses(input, { ...none, ...flags }).map((press) => press.name);

  it('have the names that bindings use', () => {
    expect(names('p')).toEqual(['p']);
    expect(names('S', { shift: true })).toEqual(['S']);
    expect(names('c', { ctrl: true })).toEqual(['ctrl+c']);
    expect(names('', { tab: true, shift: true })).toEqual(['shift+tab']);
    expect(names(' ')).toEqual(['space']);
    expect(names('', { upArrow: true })).toEqual(['up']);
    // Ink gives function keys as nothing at all.
    expect(names('')).toEqual([]);
  });

  it('come apart when they arrive together, also with Enter and Tab', () => {
    expect(names('jj\r')).toEqual(['j', 'j', 'enter']);
    expect(names('\t\t')).toEqual(['tab', 'tab']);
  });

  it('are a paste when they are too many for fingers', () => {
    expect(isPaste('jjjj')).toBe(false);
    expect(isPaste('kubectl delete pods --all')).toBe(true);
  });
});

describe('the clipboard', () => {
  const copy = async (environment: Record<string, string>, text = 'pod/shop/web-1') => {
    let written = '';
    const result = await copyText(text, { environment, writeToTerminal: (bytes) => (written += bytes) });
    return { written, ...result };
  };

  it('is OSC 52 outside tmux', async () => {
    const { written, show } = await copy({ TERM: 'xterm-256color' });
    expect(written).toBe(`\u001b]52;c;${Buffer.from('pod/shop/web-1').toString('base64')}\u0007`);
    expect(show).toBe(false);
  });

  it('is never written raw inside tmux, and the text is shown when tmux does not answer', async () => {
    const { written, show } = await copy({
      TERM: 'tmux-256color',
      TMUX: '/nonexistent,1,0',
      PATH: process.env['PATH'] ?? '',
    });
    expect(written).toBe('');
    expect(show).toBe(true);
  });

  for (const term of ['linux', 'dumb', 'screen']) {
    it(`shows the text itself on TERM=${term}`, async () => {
      expect(await copy({ TERM: term })).toMatchObject({ written: '', show: true });
    });
  }

  it('shows what is too long for a terminal’s clipboard', async () => {
    expect(await copy({ TERM: 'xterm' }, 'x'.repeat(80_000))).toMatchObject({ written: '', show: true });
  });
});

describe('job control', () => {
  it('reads a process’s place also when its name has spaces and parentheses', () => {
    expect(parseJobPlace('42 (a (b) c) S 7 42 5 34816 42 0')).toEqual({ parent: 7, group: 42, session: 5 });
  });

  const places = (table: Record<number, JobPlace>) => (pid: number) => table[pid];

  it('knows a shell that waits behind npm and sh', () => {
    const table = {
      30: { parent: 20, group: 10, session: 5 },
      20: { parent: 10, group: 10, session: 5 },
      10: { parent: 5, group: 10, session: 5 },
      5: { parent: 1, group: 5, session: 5 },
    };
    expect(canBeStopped(places(table), 30)).toBe(true);
  });

  it('knows that nobody waits for a program that leads its session', () => {
    const table = { 10: { parent: 5, group: 10, session: 10 }, 5: { parent: 1, group: 5, session: 5 } };
    expect(canBeStopped(places(table), 10)).toBe(false);
  });
});
