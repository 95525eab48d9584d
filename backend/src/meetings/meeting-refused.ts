/** Why a meeting was not booked, changed or called off, for reasons that are not Google's or ours. */
import type { Meeting } from "../../../contract/meetings.ts";
import type { FieldProblem } from "../crm/field-problems.ts";

export type MeetingRefusal =
  | { readonly kind: "invalid"; readonly problems: readonly FieldProblem[] }
  | { readonly kind: "no-contact" }
  | { readonly kind: "unknown"; readonly what: "meeting" | "contact" | "calendar"; readonly path?: string }
  | { readonly kind: "forbidden"; readonly detail: string }
  /** `current`: the meeting as it is in Google now. */
  | { readonly kind: "conflict"; readonly detail: string; readonly current?: Meeting }
  /** Nobody knows yet; the same request may be made again. */
  | { readonly kind: "unclear"; readonly detail: string; readonly cause?: unknown };

export class MeetingRefused extends Error {
  readonly refusal: MeetingRefusal;

  constructor(refusal: MeetingRefusal) {
    super(`meeting refused: ${refusal.kind}`, { cause: "cause" in refusal ? refusal.cause : undefined });
    this.name = "MeetingRefused";
    this.refusal = refusal;
  }
}
