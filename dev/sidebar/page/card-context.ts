/** What the widgets of a card may ask of the panel that shows it. */
import type { Action, OnClick } from "../../apps-script/card-json.ts";
import type { CardForm } from "./card-form.ts";

export interface CardContext {
  readonly form: CardForm;
  /** `parameters` are the host's own, such as the grid item that was clicked. */
  click(onClick: OnClick, parameters?: Action["parameters"]): void;
  change(action: Action): void;
  suggest(action: Action): Promise<readonly string[]>;
}
