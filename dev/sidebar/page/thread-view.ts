/** An open conversation: its messages, the newest one unfolded. */
import { messageBodyUrl } from "./api.ts";
import { avatar } from "./avatar.ts";
import { longDate, shortDate } from "./dates.ts";
import { el, icon, iconButton } from "./dom.ts";
import type { OpenItem } from "./event-object.ts";
import { mailFrame } from "./mail-frame-view.ts";
import { mailText } from "./mail-text-view.ts";
import type { Attachment, Mailbox, MailMessage, MailThread, Rep } from "./wire.ts";

export interface ThreadViewOptions {
  readonly me: Rep;
  /** The message to unfold and to give to the add-on; the newest by default. */
  readonly messageId: string | undefined;
  readonly onOpen: (open: OpenItem) => void;
}

export function threadView(thread: MailThread, options: ThreadViewOptions): HTMLElement {
  const wanted = thread.messages.find(({ id }) => id === options.messageId) ?? thread.messages.at(-1);
  const open = (message: MailMessage): void => {
    options.onOpen({ kind: "message", messageId: message.id, threadId: message.threadId });
  };
  if (wanted !== undefined) open(wanted);
  return el(
    "div",
    { class: "conversation" },
    el(
      "div",
      { class: "conversation-head" },
      el("h1", {
        class: "conversation-subject",
        text: thread.subject === "" ? "(no subject)" : thread.subject,
        dir: "auto",
      }),
      ...thread.labels.map((label) => el("span", { class: "label-chip", text: label, dir: "auto" })),
    ),
    ...thread.messages.map((message) =>
      messageView(message, { me: options.me, unfolded: message === wanted, open }),
    ),
    el("div", { class: "reply-actions" }, replyButton("reply", "Reply"), replyButton("forward", "Forward")),
  );
}

/** Drawn because a mail page without them looks broken; writing mail is not this page's work. */
function replyButton(iconName: string, label: string): HTMLElement {
  return el(
    "button",
    {
      class: "reply-button",
      title: "This demo mailbox is for reading",
      attributes: { type: "button", disabled: true },
    },
    icon(iconName),
    el("span", { text: label }),
  );
}

function messageView(
  message: MailMessage,
  {
    me,
    unfolded,
    open,
  }: { readonly me: Rep; readonly unfolded: boolean; readonly open: (message: MailMessage) => void },
): HTMLElement {
  const element = el("article", { class: "message", attributes: { "data-message-id": message.id } });
  const fold = (): void => {
    element.classList.remove("unfolded");
    element.replaceChildren(messageHead(message, me, false, unfold));
  };
  const unfold = (): void => {
    element.classList.add("unfolded");
    const body = message.hasHtml
      ? mailFrame(
          messageBodyUrl(me.email, message.id),
          `Message from ${message.from.name || message.from.email}`,
        )
      : mailText(message.text);
    element.replaceChildren(messageHead(message, me, true, fold), el("div", { class: "message-body" }, body));
    if (message.attachments.length > 0) element.append(attachmentList(message.attachments));
    open(message);
  };
  if (unfolded) unfold();
  else fold();
  return element;
}

function messageHead(message: MailMessage, me: Rep, isUnfolded: boolean, toggle: () => void): HTMLElement {
  const { from } = message;
  return el(
    "header",
    { class: "message-head" },
    avatar(from.name, from.email),
    el(
      "button",
      {
        class: "message-toggle",
        attributes: { type: "button", "aria-expanded": String(isUnfolded) },
        on: { click: toggle },
      },
      el(
        "span",
        { class: "message-from" },
        el("span", { class: "message-name", text: from.name === "" ? from.email : from.name, dir: "auto" }),
        isUnfolded &&
          from.name !== "" &&
          el("span", { class: "message-address", text: `<${from.email}>`, dir: "auto" }),
      ),
      isUnfolded
        ? el("span", { class: "message-to", text: recipients(message, me), dir: "auto" })
        : el("span", { class: "message-snippet", text: message.snippet, dir: "auto" }),
    ),
    message.attachments.length > 0 && !isUnfolded && icon("attach_file", "thread-clip"),
    el("time", {
      class: "message-date",
      text: isUnfolded ? longDate(message.at) : shortDate(message.at),
      attributes: { datetime: new Date(message.at).toISOString() },
    }),
    icon(message.starred ? "star" : "star_border", message.starred ? "message-star starred" : "message-star"),
    isUnfolded && iconButton("expand_less", "Fold this message", toggle),
  );
}

function recipients({ to, cc }: MailMessage, me: Rep): string {
  const name = (mailbox: Mailbox): string => {
    if (mailbox.email.toLowerCase() === me.email.toLowerCase()) return "me";
    return mailbox.name === "" ? mailbox.email : mailbox.name;
  };
  const toText = to.length === 0 ? "to undisclosed recipients" : `to ${to.map(name).join(", ")}`;
  return cc.length === 0 ? toText : `${toText}, cc ${cc.map(name).join(", ")}`;
}

function attachmentList(attachments: readonly Attachment[]): HTMLElement {
  const count = attachments.length === 1 ? "One attachment" : `${attachments.length} attachments`;
  const items = attachments.map(({ name, mimeType, size }) =>
    el(
      "li",
      { class: "attachment", title: `${name} (${mimeType})` },
      icon(mimeType.startsWith("image/") ? "image" : "description"),
      el("span", { class: "attachment-name", text: name === "" ? "unnamed" : name, dir: "auto" }),
      el("span", { class: "attachment-size", text: byteSize(size) }),
    ),
  );
  return el("div", { class: "attachments" }, el("h2", { text: count }), el("ul", {}, ...items));
}

function byteSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
