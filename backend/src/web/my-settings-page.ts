/** `/settings/me`: on which clock the rep lives, and when he works. */
import { html } from "hono/html";
import type { Me } from "../../../contract/me.ts";
import { isTimeZone } from "../crm/time-zone.ts";
import type { Session } from "../http/sessions.ts";
import { csrfField, fieldError, layout, notice } from "./layout.ts";
import type { Html } from "./layout.ts";
import type { FieldErrors } from "./submission.ts";
import { clockTime } from "./words.ts";

export const MY_SETTINGS = "/settings/me";

export interface TimeValues extends Pick<Me["user"], "workingHours"> {
  /** Empty: not known yet. */
  readonly timeZone: string;
}

export function mySettingsPage(view: {
  readonly session: Session;
  readonly values: TimeValues;
  readonly errors: FieldErrors;
  readonly isSaved: boolean;
  readonly now: Date;
}): Html {
  const { session, values, errors, isSaved, now } = view;
  const { timeZone, workingHours } = values;
  // Of the list or of one of its days.
  const [, weekError] = [...errors].find(([path]) => path.startsWith("workingHours.days")) ?? [];
  return layout({
    title: "My settings · Rapport",
    session,
    at: "/settings/me",
    body: html`<div class="page">
      <h1>My settings</h1>
      ${isSaved ? notice("good", "Saved.") : ""}
      ${errors.size === 0 ? "" : notice("bad", "This is not saved yet: see what is marked below.")}
      <form class="card form" method="post" action="${MY_SETTINGS}">
        ${csrfField(session)}
        <h2>When I work</h2>
        <p class="hint">
          How long somebody waits for an answer is counted in these hours, and meetings are offered within
          them.
        </p>
        <label class="field"
          >Time zone
          <select name="timeZone">
            ${timeZone === "" ? html`<option value="" selected>Not known yet: UTC</option>` : ""}
            ${zones(timeZone).map(
              (zone) =>
                html`<option ${zone === timeZone ? "selected" : ""} value="${zone}">
                  ${zone.replaceAll("_", " ")}
                </option>`,
            )}
          </select>
          ${fieldError("The time zone", errors.get("timeZone"))}
        </label>
        <p class="hint">
          ${isTimeZone(timeZone) ? html`It is ${clockTime(now.toISOString(), timeZone)} there.` : ""} When
          Gmail or Calendar is set to another zone, opening the side panel there changes it here too.
        </p>
        <fieldset>
          <legend>Working days</legend>
          <div class="days">
            ${DAYS.map(
              (name, at) =>
                html`<label class="check">
                  <input
                    type="checkbox"
                    name="day"
                    value="${at + 1}"
                    ${workingHours.days.includes(at + 1) ? "checked" : ""}
                  />
                  <span>${name}</span>
                </label>`,
            )}
          </div>
          ${fieldError("The week", weekError)}
        </fieldset>
        <div class="pair">
          <label class="field"
            >From
            <input type="time" name="from" value="${workingHours.from}" required />
            ${fieldError("The beginning", errors.get("workingHours.from"))}
          </label>
          <label class="field"
            >To
            <input type="time" name="to" value="${workingHours.to}" required />
            ${fieldError("The end", errors.get("workingHours.to")?.replaceAll("`from`", "the beginning"))}
          </label>
        </div>
        <p class="actions"><button class="primary">Save</button></p>
      </form>
    </div>`,
  });
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The one chosen may have an older name than those listed. */
function zones(chosen: string): readonly string[] {
  const all = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", ...(chosen === "" ? [] : [chosen])]);
  return [...all].sort();
}
