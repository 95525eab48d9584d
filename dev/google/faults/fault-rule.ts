/** What can be made to go wrong, for which calls, and how often. */
import { z } from "zod";
import { namedErrors, tokenErrors } from "./named-errors.ts";

const milliseconds = z.number().min(0).max(3_600_000);

/** Google carries the call out all the same: the mail is sent, the event is written, and only the answer goes wrong. */
const done = z.boolean().optional();

const fault = z.discriminatedUnion("kind", [
  /** One of Google's own refusals, word for word. `retryAfterMs` is for those whose text says when to come back. */
  z.strictObject({
    kind: z.literal("error"),
    error: z.enum(namedErrors),
    retryAfterMs: milliseconds.optional(),
    done,
  }),
  z.strictObject({ kind: z.literal("token-error"), error: z.enum(tokenErrors) }),
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    reason: z.string().optional(),
    message: z.string().optional(),
    done,
  }),
  /** The connection breaks before anything was done. */
  z.strictObject({ kind: z.literal("reset") }),
  /** Everything was done, and the connection breaks before the answer. */
  z.strictObject({ kind: z.literal("lost-answer") }),
  /** Half of the body: as if that were all of it, or with the connection breaking there. */
  z.strictObject({ kind: z.literal("cut"), breaks: z.boolean().optional() }),
  /** An error page of some proxy, with the status of an error or that of success. */
  z.strictObject({ kind: z.literal("html"), status: z.int().min(200).max(599).optional(), done }),
  /** 200 and no body. */
  z.strictObject({ kind: z.literal("empty"), done }),
  /** The body in so many pieces, so far apart. */
  z.strictObject({
    kind: z.literal("trickle"),
    pieces: z.int().min(1).max(1000).optional(),
    everyMs: milliseconds.optional(),
  }),
  /** No answer, not even a header, for as long as the client waits. */
  z.strictObject({ kind: z.literal("hang"), done }),
  /** The answer comes later; other faults come on top. */
  z.strictObject({ kind: z.literal("latency"), milliseconds, jitterMs: milliseconds.optional() }),
  /** A listing's page without items that says there are more. */
  z.strictObject({ kind: z.literal("empty-page") }),
  /** Of a push (`push.gmail`, `push.calendar`): it never comes, comes again and again, late, or after the next one. */
  z.strictObject({ kind: z.literal("push-lost") }),
  z.strictObject({ kind: z.literal("push-repeated"), copies: z.int().min(1).max(1000) }),
  z.strictObject({ kind: z.literal("push-late"), milliseconds }),
  z.strictObject({ kind: z.literal("push-reordered") }),
]);

export const faultRuleSchema = z.strictObject({
  /** `gmail.messages.get`, `gmail.*`, `gmail.batch`, `calendar.events.list`, `oauth.token`, `push.gmail`; all when left out. */
  method: z.string().optional(),
  /** A regular expression for path and query. */
  target: z.string().refine(isPattern, "is no regular expression").optional(),
  /** Calls for this person's data only. */
  user: z.string().optional(),
  /** Of a matching call, from 0 to 1; certain when left out. */
  probability: z.number().min(0).max(1).optional(),
  /** So many matching calls go well first: 2 makes the third one fail. */
  skip: z.int().min(0).optional(),
  /** After so many faults the rule is spent. */
  times: z.int().min(1).optional(),
  fault,
});

export type Fault = z.infer<typeof fault>;
export type FaultRule = z.infer<typeof faultRuleSchema>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
