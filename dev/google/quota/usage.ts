/** What each person's mailbox and calendars were asked for, in calls and in Google's units. */
import type { ApiMethod } from "../http/method-table.ts";

export interface UserUsage {
  /** Gmail's quota units; refused calls count too. */
  readonly gmailUnits: number;
  readonly calendarRequests: number;
  /** Calls by method name, `gmail.messages.get`. */
  readonly calls: Readonly<Record<string, number>>;
}

export class Usage {
  readonly #byUser = new Map<string, { units: number; calls: Map<ApiMethod, number> }>();

  count(user: string, method: ApiMethod): void {
    const key = user.toLowerCase();
    let usage = this.#byUser.get(key);
    if (usage === undefined) this.#byUser.set(key, (usage = { units: 0, calls: new Map() }));
    usage.units += method.name.startsWith("gmail.") ? method.units : 0;
    usage.calls.set(method, (usage.calls.get(method) ?? 0) + 1);
  }

  of(user: string): UserUsage {
    const { units = 0, calls = new Map<ApiMethod, number>() } = this.#byUser.get(user.toLowerCase()) ?? {};
    let calendarRequests = 0;
    for (const [{ name }, count] of calls) if (name.startsWith("calendar.")) calendarRequests += count;
    return {
      gmailUnits: units,
      calendarRequests,
      calls: Object.fromEntries([...calls].map(([{ name }, count]) => [name, count])),
    };
  }

  users(): string[] {
    return [...this.#byUser.keys()];
  }

  reset(): void {
    this.#byUser.clear();
  }
}
