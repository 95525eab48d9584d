/** How Gmail treats mails given to its API, where that is not the same for everybody or at every time. */
import { z } from "zod";

export const gmailRulesSchema = z.strictObject({
  /**
   * Gmail puts a Message-ID of its own in place of the one given: https://github.com/FlowCrypt/flowcrypt-browser/issues/4273
   * and https://github.com/gauteh/lieer/issues/198. True keeps the one given.
   */
  keepsMessageIds: z.boolean().default(false),
  /** A mail is found by a search only so many milliseconds after it came; reading it by its id is possible at once. */
  searchLagMs: z.number().min(0).max(3_600_000).default(0),
  /** How many mails one account may send in any 24 hours; unset: no end. Google's are 500 and, in Workspace, 2,000. */
  sendsPerDay: z.int().positive().optional(),
});

export type GmailRules = Readonly<z.output<typeof gmailRulesSchema>>;
export type GmailRulesInput = Readonly<z.input<typeof gmailRulesSchema>>;

export class GmailPolicy {
  #rules: GmailRules;

  constructor(rules: GmailRulesInput = {}) {
    this.#rules = gmailRulesSchema.parse(rules);
  }

  get rules(): GmailRules {
    return this.#rules;
  }

  /** What is not named is as Google has it. */
  set(rules: GmailRulesInput): void {
    this.#rules = gmailRulesSchema.parse(rules);
  }
}
