import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  findBadPlace,
  renderTemplate,
  templateValues,
  variablesOf,
} from "../../backend/src/crm/render-template.ts";
import { TemplateVariable } from "../../contract/templates.ts";
import { viewer } from "./people-on-hand.ts";

const ann = {
  name: "Lee, Ann",
  company: "Acme",
  title: null,
  phone: "+1 555 0100",
  emails: ["ann@acme.example", "lee@acme.example"],
};

describe("rendering", () => {
  test("puts in the values of the contact and of the rep", () => {
    const text =
      "Hello {{first_name}} ({{name}}, {{ company }}, {{\temail\t}}),\n{{my_first_name}}, {{my_company}}";
    expect(renderTemplate(text, templateValues(viewer, ann))).toEqual({
      text: "Hello Ann (Lee, Ann, Acme, ann@acme.example),\nRita, Us",
      missing: [],
    });
  });

  test("falls back where there is no value, and leaves what has no fallback as it was written", () => {
    const text = "{{first_name|there}} {{ title }} {{phone|}}| {{title}} {{ company | your company }}";
    expect(renderTemplate(text, templateValues(viewer, null))).toEqual({
      text: "there {{ title }} | {{title}} your company",
      missing: ["title"],
    });
  });

  test("takes nothing but what is known, and leaves other braces alone", () => {
    const text = "{first_name} {{ }} {{nobody}} {{first name}} {{{first_name}}} {{first_name";
    expect(renderTemplate(text, { first_name: "Ann" }).text).toBe(
      "{first_name} {{ }} {{nobody}} {{first name}} {Ann} {{first_name",
    );
  });

  test.each(["{{my_email}}", "{{", "}}", "{{{my_phone|x}}}", "a\r\nBcc: x@evil.example", "a\u2028b", "$&$1"])(
    "a value of %j stays text on one line",
    (name) => {
      const once = renderTemplate("{{name}}!", { name, my_email: "secret@us.example" }).text;
      expect(once).not.toMatch(/[{}\r\n\u2028]/);
      expect(renderTemplate(once, { my_email: "secret@us.example" }).text).toBe(once);
    },
  );

  test("a workspace of one's own is no company", () => {
    const own = { ...viewer, workspaceDomain: null, workspaceName: viewer.name };
    expect(templateValues(own, null)).toMatchObject({ my_company: null });
    expect(templateValues({ ...own, workspaceName: "Rita's Flowers" }, null)).toMatchObject({
      my_company: "Rita's Flowers",
    });
  });

  test("any template with any values: values never become variables, and nothing else of the template changes", () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom("{", "}", "|", "a", " ", "\n", "name") }),
      fc.constantFrom(...TemplateVariable.options).map((name) => `{{${name}}}`),
    );
    const hostile = fc.string({ unit: fc.constantFrom("{", "}", "{{my_name}}", "|", "\r", "\n", "x", "$&") });
    const values = fc.record(
      Object.fromEntries(TemplateVariable.options.map((name) => [name, fc.option(hostile)])),
    );
    fc.assert(
      fc.property(fc.array(piece), values, (pieces, given) => {
        const template = pieces.join("");
        const { text, missing } = renderTemplate(template, given);
        // Whatever is left to fill in was written so by the template, and is said to be missing.
        expect(variablesOf(text)).toEqual(missing);
        expect(renderTemplate(text, given).text).toBe(text);
        const count = (some: string, sign: RegExp) => some.match(sign)?.length ?? 0;
        expect(count(text, /[\r\n]/g)).toBeLessThanOrEqual(count(template, /[\r\n]/g));
      }),
      { numRuns: 300 },
    );
  });
});

test("the variables of a template are told once, in the order they come", () => {
  expect(variablesOf("{{company}} {{name|x}}", "{{ name }} {{email}} {{nobody}}")).toEqual([
    "company",
    "name",
    "email",
  ]);
});

describe("a template", () => {
  test.each([
    ["Hello {{frist_name}}!", "{{frist_name}}"],
    ["{{first name}}", "{{first name}}"],
    ["{{ }}", "{{ }}"],
    ["{{First_Name}}", "{{First_Name}}"],
    ["{{name", "{{name"],
    ["{{name\n}}", "{{name"],
    ["{{name {{company}}", "{{name "],
    ["{{name|{x}}}", "{{name|{x}}"],
    ["a {{constructor}} b", "{{constructor}}"],
  ])("%j is wrong at %j", (text, bad) => {
    expect(findBadPlace(text)).toBe(bad);
  });

  test.each(["", "{name}", "}}", '{"a":{"b":1}}', "{{name}}{{ company | of yours }}{{phone|}}", "100 % {"])(
    "%j is right",
    (text) => {
      expect(findBadPlace(text)).toBeUndefined();
    },
  );

  test("of 50,000 braces is judged in a moment", () => {
    const started = process.cpuUsage().user;
    for (const part of ["{", "{{", "{{name", "{{a|", "}}"]) findBadPlace(part.repeat(50_000 / part.length));
    expect(process.cpuUsage().user - started).toBeLessThan(1_000_000);
  });
});
