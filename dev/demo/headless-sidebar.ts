/** The add-on's panel without a browser: opens things, reads the card, clicks what stands on it, as the page does. */
import type { Action, Card, DateTimePicker } from "../apps-script/card-json.ts";
import type { Execution } from "../apps-script/execution.ts";
import { navigate, stackOf, top } from "../sidebar/page/card-stack.ts";
import type { CardStack } from "../sidebar/page/card-stack.ts";
import { eventObject } from "../sidebar/page/event-object.ts";
import type { HostApp, OpenItem } from "../sidebar/page/event-object.ts";
import type { FormInput, FormInputs } from "../sidebar/page/card-form.ts";
import type { Addon } from "../sidebar/page/wire.ts";
import type { SidebarHost } from "../sidebar/sidebar-host.ts";

export interface Seen {
  readonly card: Card;
  /** The notification of the last click. */
  readonly notice: string | undefined;
  readonly execution: Execution;
}

export class HeadlessSidebar {
  readonly #host: SidebarHost;
  readonly #user: string;
  #stack: CardStack | undefined;
  #open: OpenItem | undefined;

  constructor(host: SidebarHost, user: string) {
    this.#host = host;
    this.#user = user;
  }

  async openHome(): Promise<Seen> {
    this.#open = undefined;
    return await this.#trigger((addon) => addon.gmail?.homepage);
  }

  async openMessage(message: { threadId: string; messageId: string }): Promise<Seen> {
    this.#open = { kind: "message", ...message };
    return await this.#trigger((addon) => addon.gmail?.contextual);
  }

  async openEvent(eventId: string): Promise<Seen> {
    const event = await this.#host.getEvent(this.#user, eventId);
    if (event === null) throw new Error(`there is no event ${eventId}`);
    this.#open = { kind: "event", event };
    return await this.#trigger((addon) => addon.calendar?.eventOpen);
  }

  /** Clicks what calls that function on the card shown, over what its fields hold; `pick` chooses among several. */
  async click(
    functionName: string,
    typed: FormInputs = {},
    pick: (action: Action) => boolean = () => true,
  ): Promise<Seen> {
    const shown = this.#shownCard();
    const action = actionsOn(shown).find((one) => one.function === functionName && pick(one));
    if (action === undefined)
      throw new Error(`nothing on the card calls ${functionName}; it says: ${textOf(shown)}`);
    const formInputs = { ...filledIn(shown), ...typed };
    const execution = await this.#run(functionName, { parameters: action.parameters ?? [], formInputs });
    const result = resultOf(execution);
    if (result === null || !("renderActions" in result) || !("action" in result.renderActions)) {
      throw new Error(`${functionName} gave no action response`);
    }
    const { navigations = [], notification } = result.renderActions.action;
    if (this.#stack !== undefined) this.#stack = navigate(this.#stack, navigations);
    return { card: this.#shownCard(), notice: notification?.text, execution };
  }

  #shownCard(): Card {
    const entry = this.#stack === undefined ? undefined : top(this.#stack);
    if (entry?.kind !== "card") throw new Error("no card is shown");
    return entry.card;
  }

  async #trigger(nameIn: (addon: Addon) => string | null | undefined): Promise<Seen> {
    const functionName = nameIn(await this.#host.addon());
    if (functionName === null || functionName === undefined)
      throw new Error("the add-on has no such trigger");
    const execution = await this.#run(functionName, {});
    const result = resultOf(execution);
    this.#stack = Array.isArray(result) ? stackOf(result as readonly Card[]) : undefined;
    return { card: this.#shownCard(), notice: undefined, execution };
  }

  async #run(
    functionName: string,
    interaction: { parameters?: Action["parameters"]; formInputs?: FormInputs },
  ): Promise<Execution> {
    const addon = await this.#host.addon();
    const hostApp: HostApp = this.#open?.kind === "event" ? "CALENDAR" : "GMAIL";
    const event = eventObject(
      { addon, hostApp, open: this.#open, locale: "en-GB", timeZone: "Europe/Berlin", now: new Date() },
      interaction,
    );
    return await this.#host.runAddon(this.#user, { functionName, event });
  }
}

/** Every word on the card, widget by widget. */
export function textOf(card: Card): string {
  const words: string[] = [];
  collect(card, (key, value) => {
    if (TEXT_KEYS.has(key)) words.push(value);
  });
  return words.join("\n");
}

const TEXT_KEYS = new Set([
  "title",
  "subtitle",
  "header",
  "text",
  "topLabel",
  "bottomLabel",
  "label",
  "value",
]);

function collect(node: unknown, visit: (key: string, value: string) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, visit);
  } else if (typeof node === "object" && node !== null) {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "string") visit(key, value);
      else collect(value, visit);
    }
  }
}

/** What Google sends of a form that nobody has touched. */
function filledIn(card: Card): FormInputs {
  const inputs: Record<string, FormInput> = {};
  for (const { textInput, selectionInput, dateTimePicker } of (card.sections ?? []).flatMap(
    ({ widgets }) => widgets,
  )) {
    if (textInput?.value !== undefined && textInput.value !== "")
      inputs[textInput.name] = { stringInputs: { value: [textInput.value] } };
    const ticked = selectionInput?.items.filter(({ selected }) => selected).map(({ value }) => value) ?? [];
    if (selectionInput !== undefined && ticked.length > 0)
      inputs[selectionInput.name] = { stringInputs: { value: ticked } };
    const picked = dateTimePicker === undefined ? undefined : pickedIn(dateTimePicker);
    if (dateTimePicker !== undefined && picked !== undefined) inputs[dateTimePicker.name] = picked;
  }
  return inputs;
}

function pickedIn({ type, valueMsEpoch }: DateTimePicker): FormInput | undefined {
  if (valueMsEpoch === undefined) return undefined;
  const at = new Date(Number(valueMsEpoch));
  if (type === "DATE_ONLY") return { dateInput: { msSinceEpoch: valueMsEpoch } };
  if (type === "TIME_ONLY") return { timeInput: { hours: at.getUTCHours(), minutes: at.getUTCMinutes() } };
  return { dateTimeInput: { hasDate: true, hasTime: true, msSinceEpoch: valueMsEpoch } };
}

/** What is ticked in the selection of that name. */
export function tickedOn(card: Card, name: string): string[] {
  return (card.sections ?? [])
    .flatMap(({ widgets }) => widgets)
    .flatMap(({ selectionInput }) => (selectionInput?.name === name ? selectionInput.items : []))
    .filter(({ selected }) => selected)
    .map(({ value }) => value);
}

/** In the order of the card. */
export function actionsOn(card: Card): Action[] {
  const actions: Action[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (typeof node === "object" && node !== null) {
      if (isAction(node)) actions.push(node);
      Object.values(node).forEach(walk);
    }
  };
  walk(card);
  return actions;
}

function isAction(node: object): node is Action {
  return "function" in node && typeof node.function === "string";
}

function resultOf({ error, result }: Execution): Execution["result"] {
  if (error !== undefined) throw new Error(`the add-on failed: ${error.message}`);
  return result;
}
