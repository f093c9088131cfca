/** What an action does now; nothing when its pane is not there. */
export type ActionHandlers = Readonly<Record<string, () => void>>;

/** Action ids to what they do at this moment. The pane or screen that can do an action offers it. */
export interface ActionTable {
  /** Offers handlers; later offers win. The returned function withdraws them. */
  offer(handlers: ActionHandlers): () => void;
  /** Whether the action can be done now. */
  can(id: string): boolean;
  /** Does it; false when nobody offers it. */
  run(id: string): boolean;
}

/** Makes an empty table. */
export function createActionTable(): ActionTable {
  const offers: ActionHandlers[] = [];
  const find = (id: string): (() => void) | undefined =>
    offers.findLast((handlers) => handlers[id] !== undefined)?.[id];
  return {
    offer(handlers) {
      offers.push(handlers);
      return () => {
        offers.splice(offers.indexOf(handlers), 1);
      };
    },
    can: (id) => find(id) !== undefined,
    run(id) {
      const handler = find(id);
      handler?.();
      return handler !== undefined;
    },
  };
}
