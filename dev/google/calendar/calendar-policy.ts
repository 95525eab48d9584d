/** How the local Google Calendar behaves where Google does not always behave alike. */
import { z } from "zod";

export const calendarRulesSchema = z.strictObject({
  /** How many times an event is read with its Meet conference still `pending`; 0: it is made with the event. */
  meetPendingReads: z.int().min(0).default(0),
  /** Meet conferences asked for come to nothing. */
  meetFails: z.boolean().default(false),
});

export type CalendarRules = Readonly<z.output<typeof calendarRulesSchema>>;
export type CalendarRulesInput = Readonly<z.input<typeof calendarRulesSchema>>;

export class CalendarPolicy {
  #rules: CalendarRules;

  constructor(rules: CalendarRulesInput = {}) {
    this.#rules = calendarRulesSchema.parse(rules);
  }

  get rules(): CalendarRules {
    return this.#rules;
  }

  /** What is not named is as Google has it. */
  set(rules: CalendarRulesInput): void {
    this.#rules = calendarRulesSchema.parse(rules);
  }
}
