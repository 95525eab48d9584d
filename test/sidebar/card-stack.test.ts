import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Card, Navigation } from "../../dev/apps-script/card-json.ts";
import { navigate, pop, stackOf, top } from "../../dev/sidebar/page/card-stack.ts";
import type { CardStack } from "../../dev/sidebar/page/card-stack.ts";

const card = (name: string): Card => ({ name, sections: [] });

function stackOfNames(...names: readonly [string, ...string[]]): CardStack {
  const [root, ...rest] = names;
  const stack = stackOf([card(root)]);
  if (stack === undefined) throw new Error("a card makes a stack");
  return navigate(
    stack,
    rest.map((name) => ({ pushCard: card(name) })),
  );
}

function namesOf(stack: CardStack): readonly (string | undefined)[] {
  return stack.map((entry) => (entry.kind === "card" ? entry.card.name : "list"));
}

describe("a stack of cards", () => {
  test("is not there when the trigger returned no card", () => {
    expect(stackOf([])).toBeUndefined();
  });

  test("has a list as root when the trigger returned several cards", () => {
    expect(stackOf([card("a"), card("b")])).toEqual([{ kind: "list", cards: [card("a"), card("b")] }]);
  });

  test.each<[string, readonly Navigation[], readonly string[]]>([
    ["pushes", [{ pushCard: card("d") }], ["a", "b", "c", "d"]],
    ["replaces the top", [{ updateCard: card("d") }], ["a", "b", "d"]],
    ["pops one", [{ pop: true }], ["a", "b"]],
    ["pops to the root", [{ popToRoot: true }], ["a"]],
    ["pops to a named card", [{ popToCard: "b" }], ["a", "b"]],
    ["stays for an unknown name", [{ popToCard: "zz" }], ["a", "b", "c"]],
    [
      "performs steps in order",
      [{ popToRoot: true }, { pushCard: card("x") }, { updateCard: card("y") }],
      ["a", "y"],
    ],
  ])("%s", (_what, navigations, expected) => {
    expect(namesOf(navigate(stackOfNames("a", "b", "c"), navigations))).toEqual(expected);
  });

  test("keeps its root whatever is popped", () => {
    const navigation = fc.constantFrom<Navigation>(
      { pop: true },
      { popToRoot: true },
      { popToCard: "a" },
      { pushCard: card("p") },
    );
    fc.assert(
      fc.property(fc.array(navigation), (navigations) => {
        const after = navigate(stackOfNames("a"), navigations);
        expect(namesOf(after)[0]).toBe("a");
        expect(top(after)).toBe(after.at(-1));
      }),
    );
  });

  test("pops to nothing less than its root", () => {
    const stack = stackOfNames("a");
    expect(pop(stack)).toEqual(stack);
  });
});
