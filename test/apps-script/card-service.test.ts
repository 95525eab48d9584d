import { afterAll, describe, expect, test } from "@jest/globals";
import type { Execution } from "../../dev/apps-script/execution.ts";
import { ann, cardsOf, errorOf, runtimeFor } from "./sample-project.ts";

const runtime = runtimeFor(`
  function onTest(e) { return eval(e.code); }
  const S = CardService;
  const action = () => S.newAction().setFunctionName("onClick");
  const button = (text = "Go") => S.newTextButton().setText(text).setOnClickAction(action());
  const paragraph = (text = "x") => S.newTextParagraph().setText(text);
  const sectionOf = (...widgets) => widgets.reduce((section, widget) => section.addWidget(widget), S.newCardSection());
  const cardOf = (...widgets) => S.newCardBuilder().addSection(sectionOf(...widgets)).build();
`);
afterAll(() => {
  runtime.close();
});

function run(code: string): Execution {
  return runtime.run({ functionName: "onTest", event: { code }, user: ann });
}

function widgets(code: string): unknown {
  const execution = run(`cardOf(${code})`);
  expect(errorOf(execution)).toBe("no error");
  return cardsOf(execution.result)[0]?.sections?.[0]?.widgets;
}

describe("cards print as google.apps.card.v1", () => {
  test("a card with header, sections, menu and footer", () => {
    const { result } = run(`S.newCardBuilder()
      .setName("contact")
      .setHeader(S.newCardHeader().setTitle("Ann").setSubtitle("Northwind").setImageUrl("https://crm.northwind.example/a.png").setImageStyle(S.ImageStyle.CIRCLE))
      .setDisplayStyle(S.DisplayStyle.REPLACE)
      .setPeekCardHeader(S.newCardHeader().setTitle("Peek"))
      .addSection(S.newCardSection().setHeader("Person").setCollapsible(true).setNumUncollapsibleWidgets(1).addWidget(paragraph("hello")))
      .addCardAction(S.newCardAction().setText("Refresh").setOnClickAction(action()))
      .setFixedFooter(S.newFixedFooter().setPrimaryButton(button("Log")).setSecondaryButton(button("More")))
      .build()`);
    const click = { action: { function: "onClick" } };
    expect(result).toEqual([
      {
        name: "contact",
        header: {
          title: "Ann",
          subtitle: "Northwind",
          imageUrl: "https://crm.northwind.example/a.png",
          imageType: "CIRCLE",
        },
        displayStyle: "REPLACE",
        peekCardHeader: { title: "Peek" },
        sections: [
          {
            header: "Person",
            collapsible: true,
            uncollapsibleWidgetsCount: 1,
            widgets: [{ textParagraph: { text: "hello" } }],
          },
        ],
        cardActions: [{ actionLabel: "Refresh", onClick: click }],
        fixedFooter: {
          primaryButton: { text: "Log", onClick: click },
          secondaryButton: { text: "More", onClick: click },
        },
      },
    ]);
  });

  test("an action with parameters and a link", () => {
    expect(
      widgets(`S.newButtonSet()
        .addButton(S.newTextButton().setText("Log").setTextButtonStyle(S.TextButtonStyle.FILLED).setDisabled(false)
          .setOnClickAction(action().setParameters({ id: "42" }).setPersistValues(true).setLoadIndicator(S.LoadIndicator.SPINNER)))
        .addButton(S.newImageButton().setIcon(S.Icon.EMAIL).setAltText("Mail")
          .setOpenLink(S.newOpenLink().setUrl("https://crm.northwind.example/c/42").setOpenAs(S.OpenAs.OVERLAY).setOnClose(S.OnClose.RELOAD)))`),
    ).toEqual([
      {
        buttonList: {
          buttons: [
            {
              text: "Log",
              type: "FILLED",
              disabled: false,
              onClick: {
                action: {
                  function: "onClick",
                  parameters: [{ key: "id", value: "42" }],
                  persistValues: true,
                  loadIndicator: "SPINNER",
                },
              },
            },
            {
              icon: { knownIcon: "EMAIL" },
              altText: "Mail",
              onClick: {
                openLink: { url: "https://crm.northwind.example/c/42", openAs: "OVERLAY", onClose: "RELOAD" },
              },
            },
          ],
        },
      },
    ]);
  });

  test("decorated text with icon, switch and labels", () => {
    expect(
      widgets(`S.newDecoratedText().setTopLabel("Email").setText("<b>a@b.example</b>").setBottomLabel("work").setWrapText(true)
        .setStartIcon(S.newIconImage().setMaterialIcon(S.newMaterialIcon().setName("mail").setFill(true)).setAltText("mail"))
        .setSwitchControl(S.newSwitch().setFieldName("s").setValue("1").setSelected(true).setControlType(S.SwitchControlType.CHECK_BOX))`),
    ).toEqual([
      {
        decoratedText: {
          topLabel: "Email",
          text: "<b>a@b.example</b>",
          bottomLabel: "work",
          wrapText: true,
          startIcon: { materialIcon: { name: "mail", fill: true }, altText: "mail" },
          switchControl: { name: "s", value: "1", selected: true, controlType: "CHECK_BOX" },
        },
      },
    ]);
  });

  test("fields, choices and pickers", () => {
    expect(
      widgets(`S.newTextInput().setFieldName("note").setTitle("Note").setHint("h").setMultiline(true).setValue("v")
          .setSuggestions(S.newSuggestions().addSuggestion("a").addSuggestions(["b"])).setSuggestionsAction(action()),
        S.newSelectionInput().setFieldName("kind").setTitle("Kind").setType(S.SelectionInputType.DROPDOWN)
          .addItem("Lead", "lead", true).addItem(5, 5, false).setOnChangeAction(action()),
        S.newDatePicker().setFieldName("due").setTitle("Due").setValueInMsSinceEpoch(1767225600000),
        S.newDateTimePicker().setFieldName("at").setValueInMsSinceEpoch("1767225600000").setTimeZoneOffsetInMins(60),
        S.newTimePicker().setFieldName("t").setHours(9).setMinutes(30)`),
    ).toEqual([
      {
        textInput: {
          name: "note",
          label: "Note",
          hintText: "h",
          type: "MULTIPLE_LINE",
          value: "v",
          initialSuggestions: { items: [{ text: "a" }, { text: "b" }] },
          autoCompleteAction: { function: "onClick" },
        },
      },
      {
        selectionInput: {
          name: "kind",
          label: "Kind",
          type: "DROPDOWN",
          items: [
            { text: "Lead", value: "lead", selected: true },
            { text: "5", value: "5", selected: false },
          ],
          onChangeAction: { function: "onClick" },
        },
      },
      { dateTimePicker: { name: "due", label: "Due", type: "DATE_ONLY", valueMsEpoch: "1767225600000" } },
      {
        dateTimePicker: {
          name: "at",
          type: "DATE_AND_TIME",
          valueMsEpoch: "1767225600000",
          timezoneOffsetDate: 60,
        },
      },
      { dateTimePicker: { name: "t", type: "TIME_ONLY", valueMsEpoch: "34200000" } },
    ]);
  });

  test("pictures, dividers and grids", () => {
    expect(
      widgets(`S.newImage().setImageUrl("https://crm.northwind.example/p.png").setAltText("p"), S.newDivider(),
        S.newGrid().setTitle("G").setNumColumns(2).setOnClickAction(action())
          .addItem(S.newGridItem().setIdentifier("1").setTitle("t").setLayout(S.GridItemLayout.TEXT_ABOVE)
            .setImage(S.newImageComponent().setImageUrl("data:image/png;base64,AAAA").setCropStyle(S.newImageCropStyle().setImageCropType(S.ImageCropType.CIRCLE)))),
        button("alone")`),
    ).toEqual([
      { image: { imageUrl: "https://crm.northwind.example/p.png", altText: "p" } },
      { divider: {} },
      {
        grid: {
          title: "G",
          columnCount: 2,
          onClick: { action: { function: "onClick" } },
          items: [
            {
              id: "1",
              title: "t",
              layout: "TEXT_ABOVE",
              image: { imageUri: "data:image/png;base64,AAAA", cropStyle: { type: "CIRCLE" } },
            },
          ],
        },
      },
      { buttonList: { buttons: [{ text: "alone", onClick: { action: { function: "onClick" } } }] } },
    ]);
  });

  test("what is changed after adding does not reach the card", () => {
    const { result } = run(`{
      const p = paragraph("before"); const s = sectionOf(p); p.setText("after");
      const b = S.newCardBuilder().addSection(s); s.addWidget(paragraph("late"));
      const card = b.build(); b.setName("late"); card }`);
    expect(result).toEqual([{ sections: [{ widgets: [{ textParagraph: { text: "before" } }] }] }]);
  });

  test("a list of cards stays a list, nothing is null", () => {
    expect(run(`[cardOf(paragraph("1")), cardOf(paragraph("2"))]`).result).toHaveLength(2);
    expect(run(`[]`).result).toEqual([]);
    expect(run(`undefined`).result).toBeNull();
  });
});

describe("responses", () => {
  test("navigation, notification, link and stateChanged", () => {
    expect(
      run(`S.newActionResponseBuilder()
        .setNavigation(S.newNavigation().popToRoot().popCard().popToNamedCard("home").updateCard(cardOf(paragraph("u"))).pushCard(cardOf(paragraph("p"))))
        .setNotification(S.newNotification().setText("Saved"))
        .setOpenLink(S.newOpenLink().setUrl("https://mail.google.com/x"))
        .setStateChanged(true).build()`).result,
    ).toEqual({
      renderActions: {
        action: {
          navigations: [
            { popToRoot: true },
            { pop: true },
            { popToCard: "home" },
            { updateCard: { sections: [{ widgets: [{ textParagraph: { text: "u" } }] }] } },
            { pushCard: { sections: [{ widgets: [{ textParagraph: { text: "p" } }] }] } },
          ],
          notification: { text: "Saved" },
          link: { url: "https://mail.google.com/x" },
        },
      },
      stateChanged: true,
    });
  });

  test("suggestions and universal actions", () => {
    expect(
      run(`S.newSuggestionsResponseBuilder().setSuggestions(S.newSuggestions().addSuggestion("a")).build()`)
        .result,
    ).toEqual({ autoComplete: { items: [{ text: "a" }] } });
    expect(
      run(`S.newUniversalActionResponseBuilder().displayAddOnCards([cardOf(paragraph())]).build()`).result,
    ).toEqual({
      universalAction: {
        displayAddOnCards: [{ sections: [{ widgets: [{ textParagraph: { text: "x" } }] }] }],
      },
    });
  });

  test("an authorization exception is recognisable", () => {
    const { error } = run(
      `S.newAuthorizationException().setAuthorizationUrl("https://crm.northwind.example/connect").setResourceDisplayName("CRM").setCustomUiCallback("onConnect").throwException()`,
    );
    expect(error).toMatchObject({
      name: "AuthorizationException",
      authorization: {
        authorizationUrl: "https://crm.northwind.example/connect",
        resourceDisplayName: "CRM",
        customUiCallback: "onConnect",
      },
    });
  });
});

describe("what Google refuses is refused", () => {
  const mismatch = (method: string, args: string): string =>
    `Exception: The parameters (${args}) don't match the method signature for CardService.${method}.`;

  test.each([
    [`action().setParameters({ id: 42 })`, mismatch("Action.setParameters", "Object")],
    [`action().setParameters({ id: { a: 1 } })`, mismatch("Action.setParameters", "Object")],
    [`action().setParameters({ id: undefined })`, mismatch("Action.setParameters", "Object")],
    [`paragraph().setText(5)`, mismatch("TextParagraph.setText", "number")],
    [`paragraph().setText(null)`, mismatch("TextParagraph.setText", "null")],
    [`paragraph().setText(undefined)`, mismatch("TextParagraph.setText", "undefined")],
    [`paragraph().setText("a", "b")`, mismatch("TextParagraph.setText", "String,String")],
    [`paragraph().setText()`, mismatch("TextParagraph.setText", "")],
    [`S.newCardSection().addWidget(S.newCardHeader())`, mismatch("CardSection.addWidget", "CardHeader")],
    [`S.newCardSection().addWidget(S.newSwitch())`, mismatch("CardSection.addWidget", "Switch")],
    [`S.newCardSection().setCollapsible("yes")`, mismatch("CardSection.setCollapsible", "String")],
    [
      `S.newCardSection().setNumUncollapsibleWidgets(1.5)`,
      mismatch("CardSection.setNumUncollapsibleWidgets", "number"),
    ],
    [`S.newImageButton().setIcon("EMAIL")`, mismatch("ImageButton.setIcon", "String")],
    [
      `S.newTextButton().setTextButtonStyle(S.OpenAs.OVERLAY)`,
      mismatch("TextButton.setTextButtonStyle", "OVERLAY"),
    ],
    [`S.newTextButton().setBackgroundColor("red")`, mismatch("TextButton.setBackgroundColor", "String")],
    [
      `S.newFixedFooter().setPrimaryButton(S.newImageButton())`,
      mismatch("FixedFooter.setPrimaryButton", "ImageButton"),
    ],
    [`S.newNavigation().pushCard(S.newCardBuilder())`, mismatch("Navigation.pushCard", "CardBuilder")],
    [`S.newCardBuilder().addSection({ widgets: [] })`, mismatch("CardBuilder.addSection", "Object")],
  ])("%s: the wrong type", (code, expected) => {
    expect(errorOf(run(code))).toBe(expected);
  });

  test.each([
    [`sectionOf(S.newTextButton().setText("x"))`, "Invalid TextButton: a click handler"],
    [`sectionOf(S.newTextButton().setOnClickAction(action()))`, "Invalid TextButton: setText is required."],
    [
      `sectionOf(S.newTextButton().setText("").setOnClickAction(action()))`,
      "Invalid TextButton: setText is required.",
    ],
    [`sectionOf(S.newButtonSet())`, "Invalid ButtonSet: addButton is required."],
    [`sectionOf(S.newTextParagraph())`, "Invalid TextParagraph: setText is required."],
    [`sectionOf(S.newDecoratedText().setTopLabel("x"))`, "Invalid DecoratedText: setText is required."],
    [
      `sectionOf(S.newDecoratedText().setText("x").setIconAltText("x"))`,
      "Invalid DecoratedText: setIconAltText",
    ],
    [`sectionOf(S.newTextInput().setTitle("x"))`, "Invalid TextInput: setFieldName is required."],
    [`sectionOf(S.newTextInput().setFieldName("x"))`, "Invalid TextInput: setTitle or setHint is required."],
    [`sectionOf(S.newSelectionInput().setFieldName("x"))`, "Invalid SelectionInput: addItem is required."],
    [`sectionOf(S.newDatePicker().setTitle("x"))`, "Invalid DatePicker: setFieldName is required."],
    [`sectionOf(S.newTimePicker().setFieldName("x").setHours(24))`, "Invalid TimePicker: hours"],
    [`sectionOf(S.newImage())`, "Invalid Image: setImageUrl is required."],
    [`sectionOf(S.newGrid())`, "Invalid Grid: addItem is required."],
    [`S.newTextButton().setOnClickAction(S.newAction())`, "Invalid Action: setFunctionName is required."],
    [`S.newTextButton().setOpenLink(S.newOpenLink())`, "Invalid OpenLink: setUrl is required."],
    [
      `S.newCardBuilder().addSection(S.newCardSection().setHeader("x"))`,
      "Invalid CardSection: addWidget is required.",
    ],
    [`S.newCardBuilder().setHeader(S.newCardHeader())`, "Invalid CardHeader: setTitle is required."],
    [`S.newCardBuilder().build()`, "Invalid Card: setHeader or addSection is required."],
    [
      `S.newCardBuilder().addCardAction(S.newCardAction().setText("x"))`,
      "Invalid CardAction: a click handler",
    ],
    [
      `S.newCardBuilder().setFixedFooter(S.newFixedFooter())`,
      "Invalid FixedFooter: setPrimaryButton is required.",
    ],
    [`S.newActionResponseBuilder().setNotification(S.newNotification())`, "Invalid Notification: setText"],
    [
      `S.newSuggestionsResponseBuilder().build()`,
      "Invalid SuggestionsResponseBuilder: setSuggestions is required.",
    ],
    [`S.newAuthorizationException().throwException()`, "Invalid AuthorizationException: setAuthorizationUrl"],
  ])("%s: something required is missing", (code, expected) => {
    expect(errorOf(run(code))).toContain(`Exception: ${expected}`);
  });

  test("a second click handler", () => {
    for (const second of [
      "setOnClickAction(action())",
      `setOpenLink(S.newOpenLink().setUrl("https://crm.northwind.example/"))`,
    ]) {
      expect(errorOf(run(`button().${second}`))).toContain("Only one of the click handlers");
    }
  });

  test.each(["http://crm.northwind.example/", "javascript:alert(1)", "/c/1", "https://elsewhere.example/"])(
    "a link to %s",
    (url) => {
      expect(errorOf(run(`S.newOpenLink().setUrl(${JSON.stringify(url)})`))).toContain(
        `Exception: Invalid link: ${url}`,
      );
    },
  );

  test.each(["http://a.example/x.png", "https://a.example/x.svg", "data:image/svg+xml;base64,AA", "x.png"])(
    "a picture from %s",
    (url) => {
      expect(errorOf(run(`S.newImage().setImageUrl(${JSON.stringify(url)})`))).toContain(
        "Exception: Invalid image URL",
      );
    },
  );

  test("more widgets and sections than Google shows", () => {
    const many = (count: number): string =>
      `sectionOf(...Array.from({ length: ${count} }, () => paragraph()))`;
    expect(errorOf(run(`cardOf(...Array.from({ length: 100 }, () => paragraph()))`))).toBe("no error");
    expect(errorOf(run(many(101)))).toContain("at most 100 widgets");
    expect(
      errorOf(run(`S.newCardBuilder().addSection(${many(60)}).addSection(${many(60)}).build()`)),
    ).toContain("120 widgets");
    expect(
      errorOf(
        run(
          `Array.from({ length: 101 }).reduce((b) => b.addSection(sectionOf(paragraph())), S.newCardBuilder()).build()`,
        ),
      ),
    ).toContain("at most 100 sections");
  });

  test.each([
    "S.newCardBuilder().addSection(sectionOf(paragraph()))",
    "sectionOf(paragraph())",
    "({ cards: [] })",
    "'text'",
    "Promise.resolve(null)",
    "Promise.reject(new Error('x'))",
    "[cardOf(paragraph()), 1]",
  ])("returning %s", (code) => {
    expect(errorOf(run(code))).toContain("type that cannot be used by the add-ons platform");
  });

  test.each([
    "newCarousel",
    "newChip",
    "newColumns",
    "newOverflowMenu",
    "newDialog",
    "newCardWithId",
    "Interaction",
    "InputType",
  ])("%s is for Chat or in preview: it does not exist", (name) => {
    expect(errorOf(run(`void S.${name}.x`))).toMatch(/^TypeError: /);
  });
});
