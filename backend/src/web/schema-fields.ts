/** JSON Schema in words: the fields of a shape and the type of each. */
import type { oas31 } from "zod-openapi";

/** The part of JSON Schema the contract makes use of. */
export type Schema = Pick<
  oas31.SchemaObject,
  | "$ref"
  | "type"
  | "properties"
  | "required"
  | "items"
  | "anyOf"
  | "oneOf"
  | "allOf"
  | "enum"
  | "const"
  | "format"
  | "minLength"
  | "maxLength"
  | "minimum"
  | "maximum"
  | "description"
>;

export interface Field {
  /** `contact.name`, `duplicates[].reason`. */
  readonly path: string;
  readonly schema: Schema;
  readonly required: boolean;
}

export type TypePart =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "shape"; readonly name: string };

/** Fields of objects written out in place are listed under their parent; shapes with a name are not opened. */
export function fieldsOf(schema: Schema, prefix = ""): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const field = {
      path: `${prefix}${name}`,
      schema: property,
      required: schema.required?.includes(name) ?? false,
    };
    return [field, ...fieldsInside(property, field.path)];
  });
}

function fieldsInside(schema: Schema, path: string): readonly Field[] {
  const branches: readonly Schema[] = [schema, ...(schema.anyOf ?? [])];
  return branches.flatMap((branch) => {
    if (branch.properties !== undefined) return fieldsOf(branch, `${path}.`);
    const { items } = branch;
    return typeof items === "object" && !Array.isArray(items) ? fieldsInside(items, `${path}[]`) : [];
  });
}

export function typeOf(schema: Schema): readonly TypePart[] {
  const shape = /^#\/components\/schemas\/(.+)$/.exec(schema.$ref ?? "")?.[1];
  if (shape !== undefined) return [{ kind: "shape", name: shape }];
  const alternatives = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (alternatives !== undefined) return separated(alternatives.map(typeOf), " or ");
  if (schema.const !== undefined) return [text(JSON.stringify(schema.const))];
  if (schema.enum !== undefined) return [text(schema.enum.map((value) => JSON.stringify(value)).join(" | "))];
  const { items } = schema;
  if (typeof items === "object" && !Array.isArray(items)) {
    const item: Schema = items;
    return item.properties === undefined ? [text("list of "), ...typeOf(item)] : [text("list")];
  }
  const types = [schema.type ?? "anything"].flat().join(" or ");
  return [text([types, limitsOf(schema)].filter((part) => part !== "").join(" "))];
}

function limitsOf({ format, minLength, maxLength, minimum, maximum }: Schema): string {
  const least = minLength ?? minimum;
  const most = maxLength ?? maximum;
  const isRange = most !== undefined && most < Number.MAX_SAFE_INTEGER;
  const range = isRange ? `${least ?? 0}…${most.toLocaleString("en")}` : "";
  return [format === "date-time" ? "(time)" : "", range].filter((part) => part !== "").join(" ");
}

function separated(parts: readonly (readonly TypePart[])[], separator: string): readonly TypePart[] {
  return parts.flatMap((part, at) => (at === 0 ? part : [text(separator), ...part]));
}

function text(value: string): TypePart {
  return { kind: "text", text: value };
}
