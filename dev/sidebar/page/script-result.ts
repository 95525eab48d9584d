/** Takes what an entry point returned for what its place demands; Google shows its error card for anything else. */
import type {
  ActionResponse,
  CalendarEventActionResponse,
  Card,
  ComposeActionResponse,
  ScriptResult,
  UniversalActionResponse,
  UpdateDraftActionResponse,
} from "../../apps-script/card-json.ts";
import type { Execution, ScriptError } from "../../apps-script/execution.ts";

export type Reading<T> = { readonly value: T } | { readonly error: ScriptError };

/** A trigger returns cards, or nothing when it has nothing to show. */
export function readTriggerResult(result: ScriptResult): Reading<readonly Card[]> {
  if (result === null) return { value: [] };
  return isCardList(result) ? { value: result } : refused("A trigger returns cards.");
}

/** What an action asks of Gmail or Calendar themselves: to open a draft, to change the one or the event that is open. */
export type HostAppAction = (
  ComposeActionResponse | UpdateDraftActionResponse | CalendarEventActionResponse
)["renderActions"]["hostAppAction"];

export type ActionReading = Partial<ActionResponse> & { readonly hostAppAction?: HostAppAction };

/** An action may return nothing: then nothing happens. */
export function readActionResult(result: ScriptResult): Reading<ActionReading> {
  if (result === null) return { value: {} };
  if (isCardList(result) || !("renderActions" in result))
    return refused("An action returns an ActionResponse.");
  return "action" in result.renderActions
    ? { value: { ...result, renderActions: result.renderActions } }
    : { value: { hostAppAction: result.renderActions.hostAppAction } };
}

export function readUniversalResult(
  result: ScriptResult,
): Reading<UniversalActionResponse["universalAction"]> {
  if (result !== null && "universalAction" in result) return { value: result.universalAction };
  return refused("A universal action returns a UniversalActionResponse.");
}

/** Anything but suggestions is none: the field stays usable. */
export function readSuggestions(result: ScriptResult): readonly string[] {
  return result !== null && "autoComplete" in result
    ? result.autoComplete.items.map((item) => item.text)
    : [];
}

/** The execution of a script that could not be reached. */
export function unreachable(cause: unknown): Execution {
  const message = cause instanceof Error ? cause.message : String(cause);
  return {
    result: null,
    logs: [],
    httpCalls: [],
    ms: 0,
    error: { name: "NetworkError", message, stack: "" },
  };
}

function isCardList(result: NonNullable<ScriptResult>): result is readonly Card[] {
  return Array.isArray(result);
}

function refused(rule: string): { readonly error: ScriptError } {
  return { error: { name: "Error", message: `${rule} This one returned something else.`, stack: "" } };
}
