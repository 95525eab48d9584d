/** When people are busy. https://developers.google.com/workspace/calendar/api/v3/reference/freebusy/query */
import type { Span } from "../crm/working-hours.ts";
import type { Busy, FindBusy } from "../meetings/ports.ts";
import { AnswerShape } from "./answer-shape.ts";
import { giveUpAfter } from "./give-up-after.ts";
import type { RequestGoogle } from "./transport.ts";

export function createFindBusy(request: RequestGoogle, patienceMs: number = PATIENCE_MS): FindBusy {
  return async (account, ids, within) => {
    const distinct = [...new Set(ids)];
    const chunks = Array.from({ length: Math.ceil(distinct.length / MAX_CALENDARS) }, (_, at) =>
      distinct.slice(at * MAX_CALENDARS, (at + 1) * MAX_CALENDARS),
    );
    const ask = async (chunk: readonly string[], signal: AbortSignal) => {
      const answer = await request({
        account,
        host: "calendar",
        method: "POST",
        isRead: true,
        signal,
        units: 1,
        call: CALL,
        path: "/calendar/v3/freeBusy",
        body: {
          timeMin: new Date(within.start).toISOString(),
          timeMax: new Date(within.end).toISOString(),
          items: chunk.map((id) => ({ id })),
        },
      });
      return readBusy(answer, chunk);
    };
    const answers = await giveUpAfter(patienceMs, CALL, (signal) =>
      Promise.all(chunks.map((chunk) => ask(chunk, signal))),
    );
    return new Map(answers.flat());
  };
}

const CALL = "freebusy.query";
/** "Maximum number of calendars for which FreeBusy information is to be provided": 50. */
const MAX_CALENDARS = 50;
const PATIENCE_MS = 8_000;

/** Google answers by the ids it was asked for. */
function readBusy(answer: unknown, ids: readonly string[]): readonly (readonly [string, Busy])[] {
  const shape = new AnswerShape(CALL);
  const calendars = shape.object(shape.object(answer, "the top")["calendars"], "calendars");
  const byId = new Map(Object.entries(calendars).map(([id, value]) => [id.toLowerCase(), value]));
  return ids.map((id) => {
    const { errors, busy } = shape.object(byId.get(id.toLowerCase()), "calendars[]");
    const reasons = shape
      .list(errors, "calendars[].errors")
      .map((error) => shape.object(error, "calendars[].errors[]")["reason"]);
    if (reasons.length === 0)
      return [id, { busy: shape.list(busy, "calendars[].busy").map((span) => readSpan(shape, span)) }];
    if (reasons.includes("internalError")) shape.fail("calendars[]", "busy times but an internal error");
    return [id, { unknown: reasons.some((reason) => TOO_MANY.has(reason)) ? "too_many" : "not_found" }];
  });
}

/** Of a group with too many members, or of too many calendars at once. */
const TOO_MANY: ReadonlySet<unknown> = new Set(["groupTooBig", "tooManyCalendarsRequested"]);

function readSpan(shape: AnswerShape, value: unknown): Span {
  const { start, end } = shape.object(value, "calendars[].busy[]");
  const span = {
    start: Date.parse(shape.text(start, "calendars[].busy[].start")),
    end: Date.parse(shape.text(end, "calendars[].busy[].end")),
  };
  if (Number.isNaN(span.start) || Number.isNaN(span.end)) shape.fail("calendars[].busy[]", "a time");
  return span;
}
