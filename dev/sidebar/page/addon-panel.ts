/** The side panel: runs the add-on's triggers and actions and keeps its two stacks of cards. */
import type {
  Action,
  ActionResponse,
  Card,
  OnClick,
  OpenLink,
  ScriptResult,
} from "../../apps-script/card-json.ts";
import type { Execution, ScriptError } from "../../apps-script/execution.ts";
import { CardForm } from "./card-form.ts";
import type { CardContext } from "./card-context.ts";
import { navigate, pop, push, stackOf, top } from "./card-stack.ts";
import type { CardStack, StackEntry } from "./card-stack.ts";
import { cardView } from "./card-view.ts";
import { eventObject } from "./event-object.ts";
import type { AddonEvent, HostApp, Interaction, OpenItem } from "./event-object.ts";
import { authorizationCard, errorCard } from "./failure-view.ts";
import { cardListView } from "./card-list-view.ts";
import { openLink } from "./open-link.ts";
import { PanelFrame } from "./panel-frame.ts";
import type { Addon, UniversalAction } from "./wire.ts";

export interface PanelOptions {
  readonly addon: Addon;
  readonly execute: (user: string, call: { functionName: string; event: AddonEvent }) => Promise<Execution>;
  readonly onClose: () => void;
}

/** Beside what the add-on is shown. */
export interface PanelPlace {
  readonly user: string;
  readonly hostApp: HostApp;
  readonly open: OpenItem | undefined;
}

type StackName = "home" | "context";

interface DrawnEntry {
  readonly element: HTMLElement;
  readonly form: CardForm;
}

export class AddonPanel {
  readonly #options: PanelOptions;
  readonly #frame: PanelFrame;
  readonly #stacks: { home: CardStack | undefined; context: CardStack | undefined } = {
    home: undefined,
    context: undefined,
  };
  /** Stacks whose root shows data that an action has changed since. */
  readonly #stale = new Set<StackName>();
  /** A card once drawn keeps its DOM, so that going back finds what was typed. */
  readonly #drawn = new WeakMap<StackEntry, DrawnEntry>();
  #place: PanelPlace | undefined;
  #shown: StackName = "home";
  #failure: ScriptError | undefined;
  /** Answers that arrive after the user went elsewhere are dropped. */
  #visit = 0;

  constructor(options: PanelOptions) {
    this.#options = options;
    this.#frame = new PanelFrame({
      addon: options.addon,
      onBack: () => {
        void this.#back();
      },
      onPeek: () => {
        void this.#show("context");
      },
      onClose: options.onClose,
      menu: () => this.#menu(),
    });
  }

  get element(): HTMLElement {
    return this.#frame.element;
  }

  /** Called whenever another user, application, message or event comes to stand beside the panel. */
  async visit(place: PanelPlace): Promise<void> {
    const before = this.#place;
    this.#place = place;
    this.#visit += 1;
    this.#failure = undefined;
    this.#frame.idle();
    if (before?.user !== place.user || before.hostApp !== place.hostApp) this.#stacks.home = undefined;
    this.#stacks.context = undefined;
    this.#shown = this.#contextTrigger() === null ? "home" : "context";
    if (this.#shown === "home") {
      if (this.#stacks.home === undefined) await this.#trigger("home");
      else this.#draw();
      return;
    }
    if (!(await this.#trigger("context"))) return;
    const root = this.#rootOf("context");
    const peeks = root?.kind === "card" && root.card.displayStyle === "PEEK" && this.#homeTrigger() !== null;
    if (root === undefined || peeks) await this.#show("home");
  }

  #rootOf(name: StackName): StackEntry | undefined {
    return this.#stacks[name]?.[0];
  }

  #homeTrigger(): string | null {
    const { addon } = this.#options;
    return (this.#place?.hostApp === "CALENDAR" ? addon.calendar : addon.gmail)?.homepage ?? null;
  }

  #contextTrigger(): string | null {
    const { addon } = this.#options;
    switch (this.#place?.open?.kind) {
      case "message":
        return addon.gmail?.contextual ?? null;
      case "event":
        return addon.calendar?.eventOpen ?? null;
      case undefined:
        return null;
    }
  }

  /** Runs a root's trigger; what stood there stays visible meanwhile. False when it failed or was overtaken. */
  async #trigger(name: StackName): Promise<boolean> {
    const functionName = name === "home" ? this.#homeTrigger() : this.#contextTrigger();
    this.#draw();
    if (functionName === null) return true;
    const result = await this.#run(functionName, {}, "SPINNER");
    if (result === undefined) return false;
    this.#stale.delete(name);
    const cards = cardsOf(result);
    if (cards === undefined) {
      this.#fail(unexpected("A trigger returns cards."));
      return false;
    }
    this.#stacks[name] = stackOf(cards);
    this.#draw();
    return true;
  }

  async #show(name: StackName): Promise<void> {
    this.#shown = name;
    if (this.#stacks[name] === undefined) await this.#trigger(name);
    else this.#draw();
    await this.#refreshIfStale();
    this.#frame.focusCard();
  }

  async #back(): Promise<void> {
    const stack = this.#stacks[this.#shown];
    if (this.#failure !== undefined && stack !== undefined) {
      this.#failure = undefined;
    } else if (stack !== undefined && stack.length > 1) {
      this.#stacks[this.#shown] = pop(stack);
    } else {
      await this.#show("home");
      return;
    }
    this.#draw();
    this.#frame.focusCard();
    await this.#refreshIfStale();
  }

  /** Google fetches a root again when it comes to sight after `stateChanged`. */
  async #refreshIfStale(): Promise<void> {
    if (this.#stale.has(this.#shown) && this.#stacks[this.#shown]?.length === 1)
      await this.#trigger(this.#shown);
  }

  /** Undefined when the execution failed, which is shown already, or nobody waits for it any more. */
  async #run(
    functionName: string,
    interaction: Interaction,
    indicator: "SPINNER" | "NONE",
  ): Promise<{ result: ScriptResult } | undefined> {
    const { addon, execute } = this.#options;
    if (this.#place === undefined) return undefined;
    const visit = this.#visit;
    const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const event = eventObject(
      { ...this.#place, addon, locale: navigator.language || locale, timeZone, now: new Date() },
      interaction,
    );
    this.#frame.busy(indicator);
    const execution = await execute(this.#place.user, { functionName, event }).catch(unreachable);
    if (visit !== this.#visit) return undefined;
    this.#frame.idle();
    if (execution.error === undefined) return { result: execution.result };
    const customUi = execution.error.authorization?.customUiCallback;
    if (customUi !== undefined && customUi !== functionName)
      return await this.#run(customUi, interaction, indicator);
    this.#fail(execution.error);
    return undefined;
  }

  #fail(error: ScriptError): void {
    this.#failure = error;
    this.#draw();
    this.#frame.focusCard();
  }

  #click(entry: StackEntry, form: CardForm, onClick: OnClick, parameters: Action["parameters"]): void {
    const action = onClick.action ?? onClick.openDynamicLinkAction ?? onClick.composeAction?.action;
    if (action !== undefined) void this.#act(entry, form, action, parameters);
    else if (onClick.openLink !== undefined) this.#openLink(onClick.openLink);
    else if (onClick.authorizationAction !== undefined) {
      this.#openLink({
        url: onClick.authorizationAction.authorizationUrl,
        openAs: "OVERLAY",
        onClose: "RELOAD",
      });
    }
  }

  async #act(
    entry: StackEntry,
    form: CardForm,
    action: Action,
    parameters: Action["parameters"] = [],
  ): Promise<void> {
    const required = action.allWidgetsAreRequired === true ? "all" : (action.requiredWidgets ?? []);
    if (!form.checkRequired(required)) return;
    const formInputs = form.collect();
    const interaction = { parameters: [...(action.parameters ?? []), ...parameters], formInputs };
    const outcome = await this.#run(action.function, interaction, action.loadIndicator ?? "SPINNER");
    if (outcome === undefined) return;
    const { result } = outcome;
    if (result !== null && "universalAction" in result) {
      this.#fail(unexpected("An action returns an ActionResponse, not a UniversalActionResponse."));
    } else if (result === null || isActionResponse(result)) {
      await this.#respond(entry, result, action.persistValues === true ? form.collect() : undefined);
    } else {
      this.#fail(unexpected("An action returns an ActionResponse."));
    }
  }

  async #respond(
    entry: StackEntry,
    response: ActionResponse | null,
    kept: ReturnType<CardForm["collect"]> | undefined,
  ): Promise<void> {
    const { navigations = [], notification, link } = response?.renderActions.action ?? {};
    const stack = this.#stacks[this.#shown];
    if (stack !== undefined) {
      const after = navigate(stack, navigations);
      this.#stacks[this.#shown] = after;
      if (top(after) === entry && kept === undefined) this.#drawn.delete(entry);
      this.#draw();
      const isUpdate =
        navigations.length > 0 && navigations.every((navigation) => navigation.updateCard !== undefined);
      if (isUpdate && kept !== undefined) this.#drawn.get(top(after))?.form.restore(kept);
      if (navigations.length > 0) this.#frame.focusCard();
    }
    if (notification !== undefined) this.#frame.notify(notification.text);
    if (link !== undefined) this.#openLink(link);
    if (response?.stateChanged !== true) return;
    const rootIsNew = stack !== undefined && this.#stacks[this.#shown]?.[0] !== stack[0];
    this.#stale.add("home").add("context");
    if (rootIsNew) this.#stale.delete(this.#shown);
    await this.#refreshIfStale();
  }

  async #suggest(form: CardForm, action: Action): Promise<readonly string[]> {
    const { parameters } = action;
    const outcome = await this.#run(
      action.function,
      { ...(parameters === undefined ? {} : { parameters }), formInputs: form.collect() },
      "NONE",
    );
    const result = outcome?.result;
    return result !== undefined && result !== null && "autoComplete" in result
      ? result.autoComplete.items.map((item) => item.text)
      : [];
  }

  async #universal(universal: UniversalAction): Promise<void> {
    if ("openLink" in universal) {
      this.#openLink({ url: universal.openLink });
      return;
    }
    const outcome = await this.#run(universal.runFunction, {}, "SPINNER");
    if (outcome === undefined) return;
    const { result } = outcome;
    if (result === null || !("universalAction" in result)) {
      this.#fail(unexpected("A universal action returns a UniversalActionResponse."));
      return;
    }
    const { displayAddOnCards = [], openLink: link } = result.universalAction;
    if (link !== undefined) this.#openLink(link);
    const added = stackOf(displayAddOnCards);
    if (added === undefined) return;
    const stack = this.#stacks[this.#shown];
    this.#failure = undefined;
    this.#stacks[this.#shown] = stack === undefined ? added : [stack[0], ...stack.slice(1), added[0]];
    this.#draw();
    this.#frame.focusCard();
  }

  #openLink(link: OpenLink): void {
    openLink(link, () => {
      void this.#trigger(this.#shown);
    });
  }

  #menu(): readonly { label: string; run: () => void }[] {
    const stack = this.#stacks[this.#shown];
    const entry = stack === undefined ? undefined : top(stack);
    const isRoot = stack === undefined || stack.length === 1;
    const cardActions =
      entry?.kind === "card" && this.#failure === undefined ? (entry.card.cardActions ?? []) : [];
    return [
      ...cardActions.map(({ actionLabel, onClick }) => ({
        label: actionLabel,
        run: () => {
          if (entry !== undefined) this.#click(entry, this.#drawEntry(entry).form, onClick, []);
        },
      })),
      ...(isRoot
        ? [
            {
              label: "Refresh",
              run: () => {
                this.#failure = undefined;
                void this.#trigger(this.#shown);
              },
            },
          ]
        : []),
      ...this.#options.addon.universalActions.map((action) => ({
        label: action.label,
        run: () => {
          void this.#universal(action);
        },
      })),
    ];
  }

  #draw(): void {
    const stack = this.#stacks[this.#shown];
    const canLeaveContext = this.#shown === "context" && this.#homeTrigger() !== null;
    const context = this.#shown === "home" ? this.#stacks.context : undefined;
    this.#frame.draw({
      content: this.#content(stack),
      canGoBack:
        canLeaveContext || (stack !== undefined && (stack.length > 1 || this.#failure !== undefined)),
      peek: context === undefined ? undefined : peekHeader(context, this.#options.addon),
    });
  }

  #content(stack: CardStack | undefined): HTMLElement | undefined {
    if (this.#failure?.authorization !== undefined) {
      const { authorization } = this.#failure;
      return authorizationCard(this.#options.addon.name, authorization.resourceDisplayName, () => {
        this.#openLink({ url: authorization.authorizationUrl, openAs: "OVERLAY", onClose: "RELOAD" });
      });
    }
    if (this.#failure !== undefined) return errorCard(this.#failure);
    return stack === undefined ? undefined : this.#drawEntry(top(stack)).element;
  }

  #drawEntry(entry: StackEntry): DrawnEntry {
    const before = this.#drawn.get(entry);
    if (before !== undefined) return before;
    const form = new CardForm();
    const element =
      entry.kind === "card"
        ? cardView(entry.card, this.#contextOf(entry, form))
        : cardListView(entry.cards, (card) => {
            this.#push(card);
          });
    const drawn = { element, form };
    this.#drawn.set(entry, drawn);
    return drawn;
  }

  #push(card: Card): void {
    const stack = this.#stacks[this.#shown];
    if (stack !== undefined) this.#stacks[this.#shown] = push(stack, card);
    this.#draw();
    this.#frame.focusCard();
  }

  #contextOf(entry: StackEntry, form: CardForm): CardContext {
    return {
      form,
      click: (onClick, parameters = []) => {
        this.#click(entry, form, onClick, parameters);
      },
      change: (action) => {
        void this.#act(entry, form, action);
      },
      suggest: async (action) => await this.#suggest(form, action),
    };
  }
}

function cardsOf({ result }: { result: ScriptResult }): readonly Card[] | undefined {
  if (result === null) return [];
  return Array.isArray(result) ? (result as readonly Card[]) : undefined;
}

function isActionResponse(result: Exclude<ScriptResult, null>): result is ActionResponse {
  return "renderActions" in result && "action" in result.renderActions;
}

function peekHeader(stack: CardStack, addon: Addon): NonNullable<Card["header"]> {
  const [root] = stack;
  const card = root.kind === "card" ? root.card : root.cards[0];
  return card?.peekCardHeader ?? card?.header ?? { title: addon.name };
}

function unexpected(message: string): ScriptError {
  return { name: "Error", message: `${message} This one returned something else.`, stack: "" };
}

function unreachable(cause: unknown): Execution {
  const message = cause instanceof Error ? cause.message : String(cause);
  return {
    result: null,
    logs: [],
    httpCalls: [],
    ms: 0,
    error: { name: "NetworkError", message, stack: "" },
  };
}
