/** Holds the one open compose window, and the popup in which the add-on's card stands over it. */
import { AddonPanel } from "./addon-panel.ts";
import { execute, fetchDraft, fetchDraftOf, fetchSenders } from "./api.ts";
import { ComposeWindow } from "./compose-window.ts";
import { el } from "./dom.ts";
import { answerTo, emptyDraft } from "./new-draft.ts";
import type { Answer } from "./new-draft.ts";
import type { HostAppAction } from "./script-result.ts";
import { reasonOf, toast } from "./toast.ts";
import type { Addon, Draft, DraftContent, MailMessage, Rep, SenderAddress } from "./wire.ts";

export interface ComposeDeskOptions {
  readonly user: Rep;
  readonly addon: Addon;
  /** The mailbox has changed. */
  readonly onChange: () => void;
}

export class ComposeDesk {
  readonly element = el("div", { class: "compose-desk" });
  readonly #options: ComposeDeskOptions;
  #window: ComposeWindow | undefined;

  constructor(options: ComposeDeskOptions) {
    this.#options = options;
  }

  async write(): Promise<void> {
    await this.#open((senders) => emptyDraft(senders));
  }

  async answer(message: MailMessage, subject: string, how: Answer): Promise<void> {
    await this.#open((senders) => answerTo(message, subject, how, senders));
  }

  /** Goes on writing the draft whose message that is. */
  async resume(messageId: string): Promise<void> {
    await this.#open(async () => await fetchDraftOf(this.#options.user.email, messageId));
  }

  /** A draft that the add-on has made. */
  async openDraft(draftId: string): Promise<void> {
    await this.#open(async () => await fetchDraft(this.#options.user.email, draftId));
  }

  /** Only one window at a time: the one before is saved and closed. */
  async #open(
    draftFor: (
      senders: readonly SenderAddress[],
    ) => DraftContent | Promise<DraftContent & Partial<Pick<Draft, "id">>>,
  ): Promise<void> {
    const { user, addon, onChange } = this.#options;
    try {
      await this.#window?.close();
      const senders = await fetchSenders(user.email);
      const opened = new ComposeWindow({
        user,
        addon,
        senders,
        draft: await draftFor(senders),
        onClose: () => {
          if (this.#window === opened) this.#window = undefined;
          this.element.replaceChildren();
          onChange();
        },
        onSent: () => {
          toast("Message sent");
          onChange();
        },
        onAddon: () => {
          this.#openAddon(opened);
        },
      });
      this.#window = opened;
      this.element.replaceChildren(opened.element);
      opened.focus();
    } catch (error) {
      toast(reasonOf(error));
    }
  }

  /** Gmail closes the add-on's popup once it has changed the draft. */
  #openAddon(opened: ComposeWindow): void {
    const { user, addon } = this.#options;
    const close = (): void => {
      popup.remove();
      opened.element.inert = false;
    };
    const panel = new AddonPanel({
      addon,
      execute,
      onClose: close,
      onHostAction: (action: HostAppAction) => {
        if (!("gmailAction" in action) || !("updateDraftAction" in action.gmailAction))
          throw new Error("In the compose window an add-on can only change the draft.");
        close();
        opened.update(action.gmailAction.updateDraftAction);
      },
    });
    const popup = el(
      "div",
      {
        class: "compose-popup",
        attributes: {
          role: "dialog",
          tabindex: "-1",
          "aria-label": `${addon.name}: ${addon.gmail?.compose?.label ?? ""}`,
        },
        on: {
          keydown: ({ key }) => {
            if (key === "Escape") close();
          },
        },
      },
      panel.element,
    );
    // The draft waits: what the add-on is told of it stays true.
    opened.element.inert = true;
    this.element.append(popup);
    popup.focus();
    void panel.visit({
      user: user.email,
      hostApp: "GMAIL",
      open: { kind: "draft", recipients: opened.recipients },
    });
  }
}
