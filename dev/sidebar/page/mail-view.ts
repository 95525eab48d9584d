/** The mailbox: a folder's or search's threads, page by page, or one thread. */
import { fetchThread, fetchThreads } from "./api.ts";
import { el, iconButton } from "./dom.ts";
import type { OpenItem } from "./event-object.ts";
import { findFolder } from "./folders.ts";
import { inbox } from "./route.ts";
import type { Route } from "./route.ts";
import { loading, nothing, trouble } from "./notice-view.ts";
import { threadListView } from "./thread-list-view.ts";
import { ThreadView } from "./thread-view.ts";
import type { Answer } from "./new-draft.ts";
import type { MailMessage, MailThread, Rep, ThreadPage, ThreadSummary } from "./wire.ts";

export interface MailViewOptions {
  readonly user: Rep;
  readonly go: (route: Route) => void;
  /** Undefined when no message is open. */
  readonly onOpen: (open: OpenItem | undefined) => void;
  readonly onAnswer: (message: MailMessage, subject: string, how: Answer) => void;
  readonly onResume: (draftMessageId: string) => void;
}

type ThreadsRoute = Extract<Route, { view: "threads" }>;
type ThreadRoute = Extract<Route, { view: "thread" }>;

/** Where a page of the list begins; Gmail has no token for going back, so the one before is kept. */
interface PageStart {
  readonly token: string | null;
  /** How many conversations lie before it. */
  readonly offset: number;
  readonly newer: PageStart | undefined;
}

const firstPage: PageStart = { token: null, offset: 0, newer: undefined };

export class MailView {
  readonly element = el("div", { class: "mail" });
  readonly #options: MailViewOptions;
  /** Opened in this visit: Gmail would have marked them read. */
  readonly #read = new Set<string>();
  #list: ThreadsRoute = { view: "threads", folder: "inbox", search: "" };
  #visit = 0;
  /** Looks whether what is shown is still so, without a word while it cannot be had. */
  #look: (() => Promise<void>) | undefined;

  constructor(options: MailViewOptions) {
    this.#options = options;
  }

  async show(route: ThreadsRoute | ThreadRoute): Promise<void> {
    this.#visit += 1;
    if (route.view === "threads") {
      this.#list = route;
      this.#options.onOpen(undefined);
      await this.#showPage(route, firstPage);
    } else {
      await this.#showThread(route);
    }
  }

  /** Somebody else may have changed the mailbox. */
  async refresh(): Promise<void> {
    if (this.element.isConnected) await this.#look?.();
  }

  async #showPage(route: ThreadsRoute, start: PageStart): Promise<void> {
    const query = route.search === "" ? (findFolder(route.folder)?.query ?? "") : route.search;
    const fetchIt = () => fetchThreads(this.#options.user.email, query, start.token);
    const draw = (page: ThreadPage) => this.#page(route, start, page);
    await this.#load(
      fetchIt,
      draw,
      () => {
        void this.#showPage(route, start);
      },
      (page) => {
        const scrolled = this.element.querySelector(".threads")?.scrollTop ?? 0;
        this.element.replaceChildren(...draw(page));
        this.element.querySelector(".threads")?.scrollTo({ top: scrolled });
      },
    );
  }

  #page(route: ThreadsRoute, start: PageStart, page: ThreadPage): readonly HTMLElement[] {
    const { go } = this.#options;
    const end = start.offset + page.threads.length;
    const token = page.nextPageToken;
    const older = iconButton("chevron_right", "Older", () => {
      if (token !== null) void this.#showPage(route, { token, offset: end, newer: start });
    });
    const newer = iconButton("chevron_left", "Newer", () => {
      if (start.newer !== undefined) void this.#showPage(route, start.newer);
    });
    older.disabled = token === null;
    newer.disabled = start.newer === undefined;
    const total =
      token === null ? `of ${end}` : page.estimate === null ? "of many" : `of about ${page.estimate}`;
    const count = page.threads.length === 0 ? "" : `${start.offset + 1}–${end} ${total}`;
    const toolbar = el(
      "div",
      { class: "toolbar", attributes: { role: "toolbar", "aria-label": "Mailbox" } },
      iconButton("refresh", "Refresh", () => {
        void this.#showPage(route, start);
      }),
      el("span", {
        class: "toolbar-title",
        text:
          route.search === "" ? (findFolder(route.folder)?.label ?? "Mail") : `Results for “${route.search}”`,
      }),
      el("span", { class: "page-count", text: count }),
      newer,
      older,
    );
    const empty = route.search === "" ? "Nothing in this folder." : "No messages matched your search.";
    const open = ({ id, messageCount, draftMessageId }: ThreadSummary): void => {
      if (messageCount === 1 && draftMessageId !== null) this.#options.onResume(draftMessageId);
      else go({ view: "thread", threadId: id, messageId: undefined });
    };
    const list = threadListView(page.threads, { read: this.#read, open });
    return [toolbar, page.threads.length === 0 ? nothing(empty) : list];
  }

  async #showThread(route: ThreadRoute): Promise<void> {
    const { user, go, onOpen, onAnswer, onResume } = this.#options;
    let view: ThreadView | undefined;
    await this.#load(
      () => fetchThread(user.email, route.threadId),
      (thread: MailThread) => {
        this.#read.add(thread.id);
        const toolbar = el(
          "div",
          { class: "toolbar", attributes: { role: "toolbar", "aria-label": "Conversation" } },
          iconButton("arrow_back", "Back to list", () => {
            go(this.#list);
          }),
        );
        view = new ThreadView(thread, { me: user, messageId: route.messageId, onOpen, onAnswer, onResume });
        return [toolbar, view.element];
      },
      () => {
        void this.#showThread(route);
      },
      (thread) => {
        view?.update(thread);
      },
      () => {
        onOpen(undefined);
      },
    );
  }

  /** @param redraw shows what has changed since; called when the answer differs from the one before. */
  async #load<T>(
    fetchIt: () => Promise<T>,
    draw: (value: T) => readonly HTMLElement[],
    retry: () => void,
    redraw: (value: T) => void,
    onTrouble?: () => void,
  ): Promise<void> {
    const visit = this.#visit;
    this.#look = undefined;
    this.element.replaceChildren(loading());
    try {
      const value = await fetchIt();
      if (visit !== this.#visit) return;
      this.element.replaceChildren(...draw(value));
      let shown = JSON.stringify(value);
      this.#look = async () => {
        const newer = await fetchIt().catch(() => undefined);
        const text = JSON.stringify(newer);
        if (visit !== this.#visit || newer === undefined || text === shown) return;
        shown = text;
        redraw(newer);
      };
    } catch (error) {
      if (visit !== this.#visit) return;
      this.element.replaceChildren(
        trouble(error, retry, () => {
          this.#options.go(inbox);
        }),
      );
      onTrouble?.();
    }
  }
}
