/**
 * Asks Gmail for what will be read next, and works out what it says, while what was read is committed: neither network,
 * processor nor database has to wait for the others.
 */
import type { MailSource } from "./ports.ts";
import { readWhole } from "./read-message.ts";
import type { WholeMessage } from "./read-message.ts";

export interface ReadAhead {
  begin(ids: readonly string[]): void;
  /** Once each. What failed fails here. Undefined: it was not asked for. */
  take(id: string): Promise<WholeMessage> | undefined;
}

/** Only whole messages: a header is read to decide by, and that ought to be fresh. */
export function createReadAhead(source: MailSource): ReadAhead {
  const asked = new Map<string, Promise<WholeMessage>>();
  return {
    begin(ids) {
      for (const id of ids) {
        if (asked.has(id)) continue;
        const whole = readWhole(source, id);
        // Nobody may ever take it: then nobody has to hear of its failure.
        whole.catch(() => undefined);
        asked.set(id, whole);
      }
    },
    take(id) {
      const whole = asked.get(id);
      asked.delete(id);
      return whole;
    },
  };
}
