/** The writing half of the sample host's mailbox: drafts that save, and what was sent of them. */
import type { Draft, DraftContent, MailThread, SenderAddress } from "../../dev/sidebar/page/wire.ts";
import type { MailHost } from "../../dev/sidebar/sidebar-host.ts";

type DraftHost = Pick<
  MailHost,
  "listSenders" | "getDraft" | "findDraft" | "saveDraft" | "sendDraft" | "deleteDraft"
>;

export class SampleDrafts {
  senders: readonly SenderAddress[] = [{ email: "anna@northwind.test", name: "Anna Berger", signature: "" }];
  readonly open = new Map<string, Draft>();
  readonly sent: DraftContent[] = [];
  /** Words Google would refuse the next sending with. */
  refusal: string | undefined;
  readonly host: DraftHost;

  constructor(threads: MailThread[], touch: () => void) {
    let made = 0;
    this.host = {
      listSenders: () => Promise.resolve(this.senders),
      getDraft: (_user, draftId) => Promise.resolve(this.open.get(draftId) ?? null),
      findDraft: (_user, messageId) => Promise.resolve(this.open.get(messageId.replace(/^m-/, "")) ?? null),
      saveDraft: (_user, draftId, content) => {
        made += draftId === null ? 1 : 0;
        const id = draftId ?? `d${made}`;
        const answered = threads.find(({ messages }) => messages.some((one) => one.id === content.replyTo));
        const draft = { ...content, id, threadId: answered?.id ?? `t-${id}` };
        this.open.set(id, draft);
        return Promise.resolve({ id, threadId: draft.threadId });
      },
      sendDraft: (user, draftId) => {
        if (this.refusal !== undefined) return Promise.reject(new Error(this.refusal));
        const draft = this.open.get(draftId);
        if (draft === undefined) throw new Error(`no draft ${draftId}`);
        this.open.delete(draftId);
        this.sent.push(draft);
        const message = {
          id: `m-sent-${this.sent.length}`,
          threadId: draft.threadId,
          from: { name: "Anna Berger", email: user },
          to: [{ name: "", email: draft.to }],
          cc: [],
          at: Date.now(),
          snippet: draft.html.replace(/<[^>]*>/g, " ").trim(),
          text: draft.html.replace(/<[^>]*>/g, "\n").trim(),
          hasHtml: false,
          attachments: [],
          starred: false,
          isDraft: false,
          answerTo: [{ name: "Anna Berger", email: user }],
        };
        const index = threads.findIndex(({ id }) => id === draft.threadId);
        const before = threads[index] ?? {
          id: draft.threadId,
          subject: draft.subject,
          labels: [],
          messages: [],
        };
        const after = {
          ...before,
          labels: [...before.labels, "Sent"],
          messages: [...before.messages, message],
        };
        if (index === -1) threads.push(after);
        else threads[index] = after;
        touch();
        return Promise.resolve({ messageId: message.id, threadId: draft.threadId });
      },
      deleteDraft: (_user, draftId) => {
        this.open.delete(draftId);
        touch();
        return Promise.resolve();
      },
    };
  }
}
