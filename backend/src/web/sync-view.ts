/** How a sync stands: a bar, a sentence, numbers, and what went wrong. */
import { html } from "hono/html";
import type { SyncStatus } from "../../../contract/sync.ts";
import { notice } from "./layout.ts";
import type { Html } from "./layout.ts";
import { count, duration, phaseSentence, progressOf, relativeTime, skipReason } from "./words.ts";

export interface SyncViewOptions {
  readonly what: "mailbox" | "calendar";
  readonly now: Date;
}

export function syncView(status: SyncStatus, { what, now }: SyncViewOptions): Html {
  const things = what === "mailbox" ? "mails" : "events";
  return html`<p class="phase">
      <span class="dot ${toneOf(status)}"></span>${phaseSentence(status, what, now)}
    </p>
    ${progressBar(status)}
    ${
      status.error === null || status.phase === "reconnect"
        ? ""
        : notice("bad", html`${status.error.message} <small>(${status.error.code})</small>`)
    }
    <dl class="numbers">
      ${number(status.seen, things + " seen")} ${number(status.logged, "logged")}
      ${number(totalOf(status.skipped), "skipped")} ${number(status.waiting, "waiting")}
      ${status.quarantined === 0 ? "" : number(status.quarantined, "unreadable")}
    </dl>
    ${skippedList(status.skipped)}
    <dl class="facts">
      ${fact("Last sync", relativeTime(status.lastSyncedAt, now))}
      ${status.nextRunAt === null ? "" : fact("Next run", status.nextRunAt <= now.toISOString() ? "now" : relativeTime(status.nextRunAt, now))}
      ${status.lagSeconds === null ? "" : fact("Behind by", duration(status.lagSeconds))}
      ${
        status.lastCheck === null
          ? ""
          : fact(
              "Checked against Google",
              `${relativeTime(status.lastCheck.at, now)}, ${
                status.lastCheck.found === 0
                  ? "nothing was missing"
                  : `${count(status.lastCheck.found, "was", "were")} missing and ${status.lastCheck.found === 1 ? "was" : "were"} added`
              }`,
            )
      }
    </dl>`;
}

function progressBar(status: SyncStatus): Html {
  if (!status.enabled || status.phase !== "first") return html``;
  const percent = progressOf(status);
  const done = status.seen - status.waiting;
  const total = Math.max(status.estimate ?? 0, status.seen);
  return html`<div class="progress">
    <progress max="100" ${percent === undefined ? "" : html`value="${percent}"`}>${percent ?? 0} %</progress>
    <span
      >${
        percent === undefined
          ? "Counting…"
          : `${percent} %, ${done.toLocaleString("en")} of about ${total.toLocaleString("en")}`
      }</span
    >
  </div>`;
}

function skippedList(skipped: SyncStatus["skipped"]): Html {
  const reasons = Object.entries(skipped)
    .filter(([, n]) => n > 0)
    .sort(([, one], [, other]) => other - one);
  if (reasons.length === 0) return html``;
  return html`<details>
    <summary>Why ${count(totalOf(skipped), "was", "were")} skipped</summary>
    <table class="plain-table">
      ${reasons.map(
        ([reason, n]) =>
          html`<tr>
            <td>${skipReason(reason)}</td>
            <td class="n">${n.toLocaleString("en")}</td>
          </tr>`,
      )}
    </table>
  </details>`;
}

function totalOf(skipped: SyncStatus["skipped"]): number {
  return Object.values(skipped).reduce((sum, n) => sum + n, 0);
}

function toneOf({ enabled, phase }: SyncStatus): "good" | "warn" | "bad" | "quiet" | "busy" {
  if (!enabled) return "quiet";
  switch (phase) {
    case "first":
    case "incremental":
      return "busy";
    case "throttled":
      return "warn";
    case "reconnect":
    case "failed":
      return "bad";
    case "idle":
      return "good";
  }
}

function number(n: number, label: string): Html {
  return html`<div>
    <dd>${n.toLocaleString("en")}</dd>
    <dt>${label}</dt>
  </div>`;
}

function fact(label: string, value: string): Html {
  return html`<dt>${label}</dt>
    <dd>${value}</dd>`;
}
