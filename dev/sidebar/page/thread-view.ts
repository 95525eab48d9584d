/** An open conversation: its messages, the newest one unfolded. */
import { messageBodyUrl } from "./api.ts";
import { avatar } from "./avatar.ts";
import { longDate, shortDate } from "./dates.ts";
import { el, icon, iconButton } from "./dom.ts";
import type { OpenItem } from "./event-object.ts";
import { mailFrame } from "./mail-frame-view.ts";
import { mailText } from "./mail-text-view.ts";
import type { Answer } from "./new-draft.ts";
import type { Attachment, Mailbox, MailMessage, MailThread, Rep } from "./wire.ts";

export interface ThreadViewOptions {
  readonly me: Rep;
  /** The message to unfold and to give to the add-on; the newest by default. */
  readonly messageId: string | undefined;
  /** Undefined when the conversation is drafts alone. */
  readonly onOpen: (open: OpenItem | undefined) => void;
  readonly onAnswer: (message: MailMessage, subject: string, how: Answer) => void;
  /** Goes on writing the draft. */
  readonly onResume: (messageId: string) => void;
}

export class ThreadView {
  readonly element: HTMLElement;
  readonly #options: ThreadViewOptions;
  readonly #messages = el("div", {});
  readonly #labels = el("span", { class: "label-chips" });
  readonly #replyAll = this.#answerButton("reply_all", "Reply all", "reply-all");
  /** By id: a message never changes, but that its star does. */
  readonly #drawn = new Map<string, HTMLElement>();
  #thread: MailThread;
  #open: MailMessage | undefined;

  constructor(thread: MailThread, options: ThreadViewOptions) {
    this.#options = options;
    this.#thread = thread;
    this.element = el(
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
        this.#labels,
      ),
      this.#messages,
      el(
        "div",
        { class: "reply-actions" },
        this.#answerButton("reply", "Reply", "reply"),
        this.#replyAll,
        this.#answerButton("forward", "Forward", "forward"),
      ),
    );
    const wanted = thread.messages.find(({ id }) => id === options.messageId) ?? this.#newest();
    this.#draw(wanted === undefined ? [] : [wanted.id]);
    if (this.#open === undefined) options.onOpen(undefined);
  }

  /** New messages come unfolded below; what is open stays open, and stays what the add-on is shown for. */
  update(thread: MailThread): void {
    this.#thread = thread;
    this.#draw(thread.messages.filter(({ id }) => !this.#drawn.has(id)).map(({ id }) => id));
  }

  #draw(unfolded: readonly string[]): void {
    const { labels, messages } = this.#thread;
    this.#labels.replaceChildren(
      ...labels.map((label) => el("span", { class: "label-chip", text: label, dir: "auto" })),
    );
    const newest = this.#newest();
    this.#replyAll.hidden = newest === undefined || newest.to.length + newest.cc.length < 2;
    for (const id of this.#drawn.keys()) {
      if (!messages.some((message) => message.id === id)) this.#drawn.delete(id);
    }
    for (const message of messages) {
      if (!this.#drawn.has(message.id))
        this.#drawn.set(
          message.id,
          message.isDraft
            ? this.#draftView(message)
            : this.#messageView(message, unfolded.includes(message.id)),
        );
    }
    // Moving a frame in the document loads it again: what stands already stays where it is.
    const elements = [...this.#drawn.values()];
    for (const child of [...this.#messages.children])
      if (!elements.some((one) => one === child)) child.remove();
    for (const element of elements) if (element.parentElement === null) this.#messages.append(element);
  }

  #messageView(message: MailMessage, isUnfolded: boolean): HTMLElement {
    const { me } = this.#options;
    const element = el("article", { class: "message", attributes: { "data-message-id": message.id } });
    const fold = (): void => {
      element.classList.remove("unfolded");
      element.replaceChildren(messageHead(message, me, false, unfold));
    };
    const draw = (): void => {
      element.classList.add("unfolded");
      const body = message.hasHtml
        ? mailFrame(
            messageBodyUrl(me.email, message.id),
            `Message from ${message.from.name || message.from.email}`,
          )
        : mailText(message.text);
      element.replaceChildren(
        messageHead(message, me, true, fold),
        el("div", { class: "message-body" }, body),
      );
      if (message.attachments.length > 0) element.append(attachmentList(message.attachments));
    };
    const unfold = (): void => {
      draw();
      this.#openItem(message);
    };
    if (!isUnfolded) fold();
    else if (this.#open === undefined) unfold();
    else draw();
    return element;
  }

  #draftView(message: MailMessage): HTMLElement {
    return el(
      "article",
      { class: "message draft", attributes: { "data-message-id": message.id } },
      el(
        "header",
        { class: "message-head" },
        avatar(this.#options.me.name, this.#options.me.email),
        el(
          "button",
          {
            class: "message-toggle",
            attributes: { type: "button" },
            on: {
              click: () => {
                this.#options.onResume(message.id);
              },
            },
          },
          el("span", { class: "draft-mark", text: "Draft" }),
          el("span", { class: "message-snippet", text: message.snippet, dir: "auto" }),
        ),
      ),
    );
  }

  #openItem(message: MailMessage): void {
    this.#open = message;
    this.#options.onOpen({ kind: "message", messageId: message.id, threadId: message.threadId });
  }

  #newest(): MailMessage | undefined {
    return this.#thread.messages.findLast(({ isDraft }) => !isDraft);
  }

  /** Answers the newest message, as Gmail's buttons below a conversation do. */
  #answerButton(iconName: string, label: string, how: Answer): HTMLElement {
    return el(
      "button",
      {
        class: "reply-button",
        attributes: { type: "button" },
        on: {
          click: () => {
            const newest = this.#newest();
            if (newest !== undefined) this.#options.onAnswer(newest, this.#thread.subject, how);
          },
        },
      },
      icon(iconName),
      el("span", { text: label }),
    );
  }
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
