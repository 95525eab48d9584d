/** The side panel: runs the add-on's triggers and actions and keeps its two stacks of cards. */
import type {
  Action,
  Card,
  Navigation,
  OnClick,
  OpenLink,
  ScriptResult,
} from "../../apps-script/card-json.ts";
import type { Execution, ScriptError } from "../../apps-script/execution.ts";
import type { CardContext } from "./card-context.ts";
import { CardForm } from "./card-form.ts";
import type { FormInputs } from "./card-form.ts";
import { cardListView } from "./card-list-view.ts";
import { navigate, pop, push, stackOf, top } from "./card-stack.ts";
import type { CardStack, StackEntry } from "./card-stack.ts";
import { cardView } from "./card-view.ts";
import { eventObject } from "./event-object.ts";
import type { AddonEvent, Interaction } from "./event-object.ts";
import { authorizationCard, errorCard } from "./failure-view.ts";
import type { MenuItem } from "./menu.ts";
import { openLink } from "./open-link.ts";
import { PanelFrame } from "./panel-frame.ts";
import { panelMenu } from "./panel-menu.ts";
import {
  readActionResult,
  readSuggestions,
  readTriggerResult,
  readUniversalResult,
  unreachable,
} from "./script-result.ts";
import type { HostAppAction, Reading } from "./script-result.ts";
import { contextTrigger, homeTrigger } from "./triggers.ts";
import type { PanelPlace } from "./triggers.ts";
import { reasonOf } from "./toast.ts";
import type { Addon, UniversalAction } from "./wire.ts";

export interface PanelOptions {
  readonly addon: Addon;
  readonly execute: (user: string, call: { functionName: string; event: AddonEvent }) => Promise<Execution>;
  readonly onClose: () => void;
  /** An action of the add-on asks the mail or the calendar page for something; throws a sentence when it cannot be done. */
  readonly onHostAction: (action: HostAppAction) => void | Promise<void>;
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
    this.#shown = this.#triggerOf("context") === null ? "home" : "context";
    if (this.#shown === "home") {
      await this.#reveal("home");
      return;
    }
    if (!(await this.#trigger("context"))) return;
    const root = this.#rootOf("context");
    const peeks =
      root?.kind === "card" && root.card.displayStyle === "PEEK" && this.#triggerOf("home") !== null;
    if (root === undefined || peeks) await this.#show("home");
  }

  /** What stands beside the panel has changed and is still the same thing: the cards stay, the next event object is right. */
  update(place: PanelPlace): void {
    this.#place = place;
  }

  #rootOf(name: StackName): StackEntry | undefined {
    return this.#stacks[name]?.[0];
  }

  #triggerOf(name: StackName): string | null {
    const { addon } = this.#options;
    return name === "home" ? homeTrigger(addon, this.#place) : contextTrigger(addon, this.#place);
  }

  /** Runs a root's trigger; what stood there stays visible meanwhile. False when it failed or was overtaken. */
  async #trigger(name: StackName): Promise<boolean> {
    const functionName = this.#triggerOf(name);
    this.#failure = undefined;
    this.#draw();
    if (functionName === null) return true;
    const result = await this.#run(functionName, {}, "SPINNER", readTriggerResult);
    if (result === undefined) return false;
    this.#stale.delete(name);
    this.#stacks[name] = stackOf(result);
    this.#draw();
    return true;
  }

  async #show(name: StackName): Promise<void> {
    await this.#reveal(name);
    this.#frame.focusCard();
  }

  async #reveal(name: StackName): Promise<void> {
    this.#shown = name;
    this.#failure = undefined;
    if (this.#stacks[name] === undefined) {
      await this.#trigger(name);
    } else {
      this.#draw();
      await this.#refreshIfStale();
    }
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
  async #run<T>(
    functionName: string,
    interaction: Interaction,
    indicator: "SPINNER" | "NONE",
    read: (result: ScriptResult) => Reading<T>,
  ): Promise<T | undefined> {
    const execution = await this.#execute(functionName, interaction, indicator);
    if (execution === undefined) return undefined;
    const customUi = execution.error?.authorization?.customUiCallback;
    if (customUi !== undefined && customUi !== functionName) {
      const cards = await this.#run(customUi, interaction, indicator, readTriggerResult);
      if (cards !== undefined) this.#stacks[this.#shown] = stackOf(cards);
      this.#draw();
      return undefined;
    }
    const reading = execution.error === undefined ? read(execution.result) : { error: execution.error };
    if ("value" in reading) return reading.value;
    this.#fail(reading.error);
    return undefined;
  }

  /** Undefined when the user went elsewhere meanwhile. With NONE the card can be worked on during the execution. */
  async #execute(
    functionName: string,
    interaction: Interaction,
    indicator: "SPINNER" | "NONE",
  ): Promise<Execution | undefined> {
    const { addon, execute } = this.#options;
    if (this.#place === undefined) return undefined;
    const visit = this.#visit;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const circumstances = { ...this.#place, addon, locale: navigator.language, timeZone, now: new Date() };
    const event = eventObject(circumstances, interaction);
    const done = indicator === "SPINNER" ? this.#frame.busy() : undefined;
    const execution = await execute(this.#place.user, { functionName, event }).catch(unreachable);
    done?.();
    return visit === this.#visit ? execution : undefined;
  }

  #fail(error: ScriptError): void {
    this.#failure = error;
    this.#draw();
    this.#frame.focusCard();
  }

  #click(entry: StackEntry, onClick: OnClick, parameters: Action["parameters"]): void {
    const action = onClick.action ?? onClick.openDynamicLinkAction ?? onClick.composeAction?.action;
    if (action !== undefined) void this.#act(entry, action, "click", parameters);
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
    action: Action,
    cause: "click" | "change",
    parameters: Action["parameters"] = [],
  ): Promise<void> {
    const { form } = this.#drawEntry(entry);
    const name = this.#shown;
    const root = this.#rootOf(name);
    if (!form.checkRequired(action.allWidgetsAreRequired === true ? "all" : (action.requiredWidgets ?? [])))
      return;
    const interaction = {
      parameters: [...(action.parameters ?? []), ...parameters],
      formInputs: form.collect(),
    };
    const response = await this.#run(
      action.function,
      interaction,
      action.loadIndicator ?? "SPINNER",
      readActionResult,
    );
    if (response === undefined) return;
    const { navigations = [], notification, link } = response.renderActions?.action ?? {};
    // Google clears what was typed after a click, unless the action says that it persists.
    if (cause === "click" && action.persistValues !== true) this.#drawn.delete(entry);
    this.#navigate(name, navigations, action.persistValues === true ? form.collect() : undefined);
    if (notification !== undefined) this.#frame.notify(notification.text);
    if (link !== undefined) this.#openLink(link);
    if (response.hostAppAction !== undefined) await this.#askHost(response.hostAppAction);
    if (response.stateChanged !== true) return;
    for (const stale of ["home", "context"] as const) {
      if (stale !== name || this.#rootOf(name) === root) this.#stale.add(stale);
    }
    await this.#refreshIfStale();
  }

  /** `kept` is what was typed into a card that is replaced by a new version of itself. */
  #navigate(name: StackName, navigations: readonly Navigation[], kept: FormInputs | undefined): void {
    const stack = this.#stacks[name];
    if (stack === undefined) return;
    const after = navigate(stack, navigations);
    this.#stacks[name] = after;
    this.#draw();
    if (navigations.length === 0) return;
    const isNewVersion = navigations.every((navigation) => navigation.updateCard !== undefined);
    if (isNewVersion && kept !== undefined) this.#drawn.get(top(after))?.form.restore(kept);
    this.#frame.focusCard();
  }

  async #askHost(action: HostAppAction): Promise<void> {
    try {
      await this.#options.onHostAction(action);
    } catch (error) {
      this.#frame.notify(reasonOf(error));
    }
  }

  /** A failure here costs the suggestions, not the card. */
  async #suggest(form: CardForm, action: Action): Promise<readonly string[]> {
    const interaction = { parameters: action.parameters ?? [], formInputs: form.collect() };
    const execution = await this.#execute(action.function, interaction, "NONE");
    return readSuggestions(execution?.result ?? null);
  }

  async #universal(universal: UniversalAction): Promise<void> {
    if ("openLink" in universal) {
      this.#openLink({ url: universal.openLink });
      return;
    }
    const response = await this.#run(universal.runFunction, {}, "SPINNER", readUniversalResult);
    if (response === undefined) return;
    const { displayAddOnCards = [], openLink: link } = response;
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

  #menu(): readonly MenuItem[] {
    const stack = this.#stacks[this.#shown];
    const entry = stack === undefined ? undefined : top(stack);
    return panelMenu({
      card: entry?.kind === "card" && this.#failure === undefined ? entry.card : undefined,
      isRoot: stack === undefined || stack.length === 1,
      universalActions: this.#options.addon.universalActions,
      click: (onClick) => {
        if (entry !== undefined) this.#click(entry, onClick, []);
      },
      refresh: () => void this.#trigger(this.#shown),
      runUniversal: (action) => void this.#universal(action),
    });
  }

  #draw(): void {
    const stack = this.#stacks[this.#shown];
    const canLeaveContext = this.#shown === "context" && this.#triggerOf("home") !== null;
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
        this.#click(entry, onClick, parameters);
      },
      change: (action) => {
        void this.#act(entry, action, "change");
      },
      suggest: async (action) => await this.#suggest(form, action),
    };
  }
}

function peekHeader(stack: CardStack, addon: Addon): NonNullable<Card["header"]> {
  const [root] = stack;
  const card = root.kind === "card" ? root.card : root.cards[0];
  return card?.peekCardHeader ?? card?.header ?? { title: addon.name };
}
