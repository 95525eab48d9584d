/** The panel's own menu: the card's actions, Refresh on a root, and what the add-on offers everywhere. */
import type { Card, OnClick } from "../../apps-script/card-json.ts";
import type { MenuItem } from "./menu.ts";
import type { UniversalAction } from "./wire.ts";

export interface PanelMenu {
  /** Undefined while no card is shown, as while a failure is. */
  readonly card: Card | undefined;
  readonly isRoot: boolean;
  readonly universalActions: readonly UniversalAction[];
  readonly click: (onClick: OnClick) => void;
  readonly refresh: () => void;
  readonly runUniversal: (action: UniversalAction) => void;
}

export function panelMenu(menu: PanelMenu): readonly MenuItem[] {
  const { card, isRoot, universalActions, click, refresh, runUniversal } = menu;
  return [
    ...(card?.cardActions ?? []).map(({ actionLabel, onClick }) => ({
      label: actionLabel,
      run: () => {
        click(onClick);
      },
    })),
    ...(isRoot ? [{ label: "Refresh", run: refresh }] : []),
    ...universalActions.map((action) => ({
      label: action.label,
      run: () => {
        runUniversal(action);
      },
    })),
  ];
}
