/** Gmail's compose window: a draft that saves itself while it is written, and is sent. */
import { deleteDraft, saveDraft, sendDraft } from "./api.ts";
import { el, iconButton } from "./dom.ts";
import { draftNodes } from "./draft-html.ts";
import { applyUpdate } from "./draft-update.ts";
import type { UpdateDraft } from "../../apps-script/card-json.ts";
import type { DraftRecipients } from "./event-object.ts";
import { logoView } from "./logo-view.ts";
import { reasonOf, toast } from "./toast.ts";
import type { Addon, Draft, DraftContent, Rep, SenderAddress } from "./wire.ts";

export interface ComposeOptions {
  readonly user: Rep;
  readonly addon: Addon;
  readonly senders: readonly SenderAddress[];
  /** With an id when it is in the mailbox already. */
  readonly draft: DraftContent & Partial<Pick<Draft, "id">>;
  readonly onClose: () => void;
  readonly onSent: (threadId: string) => void;
  /** The add-on's button was pressed. */
  readonly onAddon: () => void;
}

/** Long enough for a typist's pause. */
const saveDelayMs = 1_000;

export class ComposeWindow {
  readonly element: HTMLElement;
  readonly #options: ComposeOptions;
  readonly #from: HTMLSelectElement;
  readonly #to = addressField("To");
  readonly #cc = addressField("Cc");
  readonly #bcc = addressField("Bcc");
  readonly #subject: HTMLInputElement;
  readonly #body: HTMLElement;
  readonly #title = el("h2", { class: "compose-title" });
  readonly #status = el("span", { class: "compose-status", attributes: { role: "status" } });
  /** Where the cursor was in the body; the popup's buttons take the focus away. */
  #cursor: Range | undefined;
  #draftId: string | undefined;
  #saved: string;
  #timer: number | undefined;
  /** Saves one after the other: two at once would make two drafts. */
  #saving: Promise<void> = Promise.resolve();

  constructor(options: ComposeOptions) {
    const { draft, senders } = options;
    this.#options = options;
    this.#draftId = draft.id;
    this.#from = el(
      "select",
      { attributes: { "aria-label": "From" } },
      ...senders.map(({ name, email }) =>
        el("option", { text: name === "" ? email : `${name} <${email}>`, attributes: { value: email } }),
      ),
    );
    this.#from.value = draft.from;
    this.#to.input.value = draft.to;
    this.#cc.input.value = draft.cc;
    this.#bcc.input.value = draft.bcc;
    this.#subject = el("input", {
      attributes: { type: "text", placeholder: "Subject", "aria-label": "Subject", autocomplete: "off" },
    });
    this.#subject.value = draft.subject;
    this.#body = el("div", {
      class: "compose-body",
      dir: "auto",
      attributes: {
        contenteditable: "true",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": "Message body",
      },
    });
    this.#body.append(draftNodes(draft.html));
    this.element = this.#draw();
    this.#saved = JSON.stringify(this.#content());
    this.#drawTitle();
  }

  get draftId(): string | undefined {
    return this.#draftId;
  }

  get recipients(): DraftRecipients {
    const of = ({ input }: AddressField): readonly string[] => addressesIn(input.value);
    return { to: of(this.#to), cc: of(this.#cc), bcc: of(this.#bcc) };
  }

  focus(): void {
    if (this.#to.input.value === "") this.#to.input.focus();
    else this.#body.focus();
  }

  /** What the add-on puts into the draft; a body goes where the cursor is. */
  update(update: UpdateDraft): void {
    applyUpdate(update, {
      to: this.#to.input,
      cc: this.#cc.input,
      bcc: this.#bcc.input,
      subject: this.#subject,
      body: this.#body,
      cursor: this.#cursor,
    });
    this.#showCopies();
    this.#changed();
    this.#body.focus();
  }

  /** Saved, and out of the way. */
  async close(): Promise<void> {
    window.clearTimeout(this.#timer);
    this.element.remove();
    this.#options.onClose();
    await this.#save();
  }

  #draw(): HTMLElement {
    const { addon, senders, onAddon } = this.#options;
    const compose = addon.gmail?.compose ?? null;
    const copies = el(
      "span",
      { class: "compose-copies" },
      ...[this.#cc, this.#bcc].map((field) => {
        const button = el("button", {
          text: field.label,
          attributes: { type: "button", "aria-label": `Add ${field.label} recipients` },
          on: {
            click: () => {
              field.row.hidden = false;
              field.input.focus();
              this.#showCopies();
            },
          },
        });
        field.opener = button;
        return button;
      }),
    );
    this.#to.row.append(copies);
    this.#showCopies();
    const element = el(
      "section",
      {
        class: "compose-window",
        attributes: { role: "dialog", "aria-label": "Compose" },
        on: {
          input: () => {
            this.#changed();
          },
          keydown: (event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.#send();
          },
        },
      },
      el(
        "header",
        { class: "compose-bar" },
        this.#title,
        iconButton("close", "Save and close", () => void this.close()),
      ),
      el(
        "div",
        { class: "compose-fields" },
        senders.length > 1 && el("label", { class: "compose-row" }, el("span", { text: "From" }), this.#from),
        this.#to.row,
        this.#cc.row,
        this.#bcc.row,
        el("div", { class: "compose-row" }, this.#subject),
      ),
      this.#body,
      el(
        "footer",
        { class: "compose-actions" },
        el("button", {
          class: "button filled compose-send",
          text: "Send",
          attributes: { type: "button" },
          on: { click: () => void this.#send() },
        }),
        compose !== null &&
          el(
            "button",
            {
              class: "icon-button compose-addon",
              title: `${addon.name}: ${compose.label}`,
              attributes: { type: "button", "aria-label": `${addon.name}: ${compose.label}` },
              on: {
                click: () => {
                  onAddon();
                },
              },
            },
            logoView(addon, "panel-logo"),
          ),
        this.#status,
        iconButton("delete", "Discard draft", () => void this.#discard(), "compose-discard"),
      ),
    );
    this.#body.addEventListener("blur", () => {
      const selection = window.getSelection();
      const range = selection?.rangeCount === 0 ? undefined : selection?.getRangeAt(0);
      if (range !== undefined && this.#body.contains(range.commonAncestorContainer))
        this.#cursor = range.cloneRange();
    });
    return element;
  }

  /** A copy's row once it is open or filled; its link until then. */
  #showCopies(): void {
    for (const field of [this.#cc, this.#bcc]) {
      if (field.input.value !== "") field.row.hidden = false;
      if (field.opener !== undefined) field.opener.hidden = !field.row.hidden;
    }
  }

  #drawTitle(): void {
    const subject = this.#subject.value.trim();
    this.#title.textContent = subject === "" ? "New message" : subject;
  }

  #changed(): void {
    this.#drawTitle();
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#save(), saveDelayMs);
  }

  #content(): DraftContent {
    return {
      from: this.#from.value,
      to: this.#to.input.value,
      cc: this.#cc.input.value,
      bcc: this.#bcc.input.value,
      subject: this.#subject.value,
      html: this.#body.innerHTML,
      replyTo: this.#options.draft.replyTo,
    };
  }

  /** Nothing is saved that is as it was; a failure is shown and tried again with the next change. */
  async #save(): Promise<void> {
    const saving = this.#saving.then(async () => {
      const content = this.#content();
      const key = JSON.stringify(content);
      if (key === this.#saved) return;
      const { id } = await saveDraft(this.#options.user.email, this.#draftId, content);
      this.#draftId = id;
      this.#saved = key;
      this.#status.textContent = "Draft saved";
    });
    this.#saving = saving.catch((error: unknown) => {
      this.#complain(error);
    });
    await this.#saving;
  }

  async #send(): Promise<void> {
    const { to, cc, bcc } = this.recipients;
    if (to.length + cc.length + bcc.length === 0) {
      this.#complain("Please specify at least one recipient.");
      this.#to.input.focus();
      return;
    }
    window.clearTimeout(this.#timer);
    this.element.inert = true;
    this.#status.classList.remove("wrong");
    this.#status.textContent = "Sending…";
    try {
      const { user } = this.#options;
      await this.#saving;
      const { id } = await saveDraft(user.email, this.#draftId, this.#content());
      this.#draftId = id;
      const { threadId } = await sendDraft(user.email, id);
      this.element.remove();
      this.#options.onClose();
      this.#options.onSent(threadId);
    } catch (error) {
      this.element.inert = false;
      this.#complain(error);
    }
  }

  async #discard(): Promise<void> {
    window.clearTimeout(this.#timer);
    this.element.remove();
    this.#options.onClose();
    await this.#saving;
    if (this.#draftId === undefined) return;
    await deleteDraft(this.#options.user.email, this.#draftId).catch((error: unknown) => {
      toast(reasonOf(error));
    });
  }

  #complain(error: unknown): void {
    this.#status.classList.add("wrong");
    this.#status.textContent = reasonOf(error);
  }
}

interface AddressField {
  readonly label: string;
  readonly row: HTMLElement;
  readonly input: HTMLInputElement;
  /** The link that opens the row. */
  opener: HTMLElement | undefined;
}

function addressField(label: "To" | "Cc" | "Bcc"): AddressField {
  const input = el("input", {
    attributes: { type: "text", "aria-label": `${label} recipients`, autocomplete: "off" },
  });
  const row = el("div", { class: "compose-row" }, el("span", { text: label }), input);
  row.hidden = label !== "To";
  return { label, row, input, opener: undefined };
}

/** The addresses alone, for the add-on; what is no address stays out. */
function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(/[^\s,;<>"]+@[^\s,;<>"]+/g)].map(([address]) => address);
}
