import { type PaneId, paneIds, paneNumber, paneTitles, shortPaneTitles } from '../screen/panes.ts';
import type { StyledLine } from '../widgets/styled.ts';

/** '1 Cluster'. */
export function paneTitle(pane: PaneId): StyledLine {
  return [{ text: `${paneNumber(pane)} ${paneTitles[pane]}`, tone: 'title' }];
}

/** All seven titles with the current one in brackets; short ones where `width` is small. */
export function tabBar(current: PaneId, width: number): StyledLine {
  const titles = width >= 72 ? paneTitles : shortPaneTitles;
  return paneIds.flatMap((pane, index): StyledLine => {
    const title = `${paneNumber(pane)} ${titles[pane]}`;
    const gap = index === 0 ? '' : ' ';
    return pane === current
      ? [{ text: `${gap}[` }, { text: title, tone: 'title' }, { text: ']' }]
      : [{ text: `${gap}${title}`, tone: 'quiet' }];
  });
}
