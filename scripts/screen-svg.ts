import type xterm from '@xterm/headless';

const cellWidth = 8.4;
const cellHeight = 18;
const foreground = '#d0d0d0';
const background = '#16181d';
/** The sixteen colours every terminal has, as a calm dark theme shows them. */
const palette = [
  '#2b2e36',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#d0d0d0',
  '#7f848e',
  '#ff7b86',
  '#b5e890',
  '#ffd68a',
  '#7cc4ff',
  '#dd8ff5',
  '#6fd3df',
  '#ffffff',
];

/** xterm's 256-colour table: 16 named, a 6x6x6 cube, 24 greys. */
function colour(index: number): string {
  if (index < 16) return palette[index] ?? foreground;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey},${grey},${grey})`;
  }
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return `rgb(${step(Math.floor(cube / 36))},${step(Math.floor(cube / 6) % 6)},${step(cube % 6)})`;
}

function hex(value: number): string {
  return `#${value.toString(16).padStart(6, '0')}`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? character);
}

/** The terminal's visible screen as an SVG picture; every cell keeps its place whatever font the viewer has. */
export function screenToSvg(terminal: xterm.Terminal): string {
  const width = Math.ceil(terminal.cols * cellWidth) + 16;
  const height = terminal.rows * cellHeight + 16;
  const buffer = terminal.buffer.active;
  const boxes: string[] = [];
  const texts: string[] = [];
  for (let row = 0; row < terminal.rows; row += 1) {
    const line = buffer.getLine(buffer.viewportY + row);
    let run = '';
    let runStart = 0;
    let runStyle = '';
    const flush = () => {
      if (run.trim() !== '') {
        const length = (run.length * cellWidth).toFixed(1);
        const x = (8 + runStart * cellWidth).toFixed(1);
        const y = 8 + row * cellHeight + 13;
        texts.push(`<text x="${x}" y="${y}" textLength="${length}" ${runStyle}>${escapeXml(run)}</text>`);
      }
      run = '';
    };
    for (let column = 0; column < terminal.cols; column += 1) {
      const cell = line?.getCell(column);
      if (cell === undefined) continue;
      let front = cell.isFgRGB() ? hex(cell.getFgColor()) : cell.isFgPalette() ? colour(cell.getFgColor()) : foreground;
      let back = cell.isBgRGB() ? hex(cell.getBgColor()) : cell.isBgPalette() ? colour(cell.getBgColor()) : background;
      if (cell.isInverse()) [front, back] = [back, front];
      if (back !== background) {
        const x = (8 + column * cellWidth).toFixed(1);
        boxes.push(
          `<rect x="${x}" y="${8 + row * cellHeight}" width="${(cellWidth + 0.2).toFixed(1)}" height="${cellHeight}" fill="${back}"/>`,
        );
      }
      const style = `fill="${front}"${cell.isBold() ? ' font-weight="bold"' : ''}${cell.isDim() ? ' opacity="0.6"' : ''}`;
      if (style !== runStyle) {
        flush();
        runStart = column;
        runStyle = style;
      }
      run += cell.getChars() || ' ';
    }
    flush();
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<rect width="${width}" height="${height}" rx="6" fill="${background}"/>
${boxes.join('\n')}
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve" style="white-space:pre" lengthAdjust="spacingAndGlyphs">
${texts.join('\n')}
</g>
</svg>
`;
}
