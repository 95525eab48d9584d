/** The rows of a mailbox. */
import { shortDate } from "./dates.ts";
import { el, icon } from "./dom.ts";
import type { ThreadSummary } from "./wire.ts";

export interface ThreadListOptions {
  /** Threads opened in this visit. */
  readonly read: ReadonlySet<string>;
  readonly open: (thread: ThreadSummary) => void;
}

export function threadListView(threads: readonly ThreadSummary[], options: ThreadListOptions): HTMLElement {
  return el(
    "ul",
    { class: "threads", attributes: { "aria-label": "Conversations" } },
    ...threads.map((thread) => row(thread, options)),
  );
}

function row(thread: ThreadSummary, { read, open }: ThreadListOptions): HTMLElement {
  const isUnread = thread.unread && !read.has(thread.id);
  return el(
    "li",
    {},
    el(
      "button",
      {
        class: isUnread ? "thread unread" : "thread",
        attributes: { type: "button" },
        on: {
          click: () => {
            open(thread);
          },
        },
      },
      icon("check_box_outline_blank", "thread-check"),
      icon(thread.starred ? "star" : "star_border", thread.starred ? "thread-star starred" : "thread-star"),
      el(
        "span",
        { class: "thread-senders", dir: "auto" },
        senderNames(thread),
        thread.draftMessageId !== null &&
          el("span", { class: "draft-mark", text: thread.senders.length === 0 ? "Draft" : ", Draft" }),
        thread.messageCount > 1 && el("span", { class: "thread-count", text: String(thread.messageCount) }),
      ),
      el(
        "span",
        { class: "thread-text", dir: "auto" },
        el("span", {
          class: "thread-subject",
          text: thread.subject === "" ? "(no subject)" : thread.subject,
        }),
        el("span", { class: "thread-snippet", text: thread.snippet === "" ? "" : ` - ${thread.snippet}` }),
      ),
      thread.attachments.length > 0 && icon("attach_file", "thread-clip"),
      el("span", { class: "thread-date", text: shortDate(thread.at) }),
    ),
  );
}

/** As Gmail: full name when one person wrote, first names when several did, “me” for oneself. */
function senderNames({ senders }: ThreadSummary): string {
  const names = senders.map(({ name, email, isMe }) => {
    if (isMe) return "me";
    const shown = name === "" ? (email.split("@")[0] ?? email) : name;
    return senders.length === 1 ? shown : (shown.split(/[\s,]+/)[0] ?? shown);
  });
  return names.length <= 3 ? names.join(", ") : `${names[0] ?? ""} .. ${names.slice(-2).join(", ")}`;
}
