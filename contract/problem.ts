/** Errors: RFC 9457 `application/problem+json`. `code` is what programs branch on, `detail` is what people read. */
import { z } from "zod";

export const PROBLEM_STATUS = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  no_contact: 422,
  google_reconnect_required: 424,
  rate_limited: 429,
  internal: 500,
  google_unavailable: 503,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(PROBLEM_STATUS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: "Only for bad input: which field, and why" }),
    contactId: z
      .string()
      .optional()
      .meta({ description: "Only for a taken address: the contact that has it" }),
    contactName: z.string().optional(),
    current: z
      .unknown()
      .optional()
      .meta({ description: "Only for a meeting that was changed in Google: the `Meeting` as it is there" }),
    requestId: z.string().optional().meta({ description: "Names the request in the server's log" }),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
