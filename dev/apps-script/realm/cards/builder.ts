/** How a CardService builder keeps, checks and prints its part of the card's JSON. */
import type { Check } from "../checks.ts";
import { string } from "../checks.ts";
import type { EnumType, EnumValue, Method, ServiceType } from "../define.ts";
import { chain, defineType } from "../define.ts";
import { exception } from "../exception.ts";

export type Json = Record<string, unknown>;

export interface Draft {
  readonly json: Json;
}

export interface Builder {
  readonly name: string;
  readonly type: ServiceType<Draft>;
  readonly create: () => object;
  /** A copy: what is set on the builder later does not reach the card it was added to. Throws when something required is missing. */
  readonly print: (value: object) => Json;
}

export interface BuilderSpec {
  readonly methods: Readonly<Record<string, Method<Draft>>>;
  /** Field → the setter that fills it. */
  readonly requires?: Readonly<Record<string, string>>;
  readonly initial?: () => Json;
  /** What else is wrong with a finished part; undefined when nothing is. */
  readonly problem?: (json: Json) => string | undefined;
}

export function defineBuilder(name: string, spec: BuilderSpec): Builder {
  const type = defineType<Draft>(`CardService.${name}`, spec.methods);
  return {
    name,
    type,
    create: () => type.create({ json: spec.initial?.() ?? {} }),
    print: (value) => {
      const json = copy(type.stateOf(value)?.json ?? {});
      const missing = Object.entries(spec.requires ?? {}).find(([field]) => isEmpty(json[field]));
      const problem = missing === undefined ? spec.problem?.(json) : `${missing[1]} is required`;
      if (problem !== undefined) throw exception(`Invalid ${name}: ${problem}.`);
      return json;
    },
  };
}

export function set<T>(field: string, value: Check<T>): Method<Draft> {
  return chain([value], (draft: Draft, given) => {
    draft.json[field] = given;
  });
}

export function setText(field: string): Method<Draft> {
  return set(field, string);
}

export function setEnum(field: string, values: EnumType<string>): Method<Draft> {
  return chain([values.value], (draft: Draft, given: EnumValue) => {
    draft.json[field] = String(given);
  });
}

export function setPart(field: string, part: Builder): Method<Draft> {
  return chain([part.type.instance], (draft: Draft, given: object) => {
    draft.json[field] = part.print(given);
  });
}

/** @param most how many Google takes */
export function addPart(field: string, part: Builder, most = Infinity): Method<Draft> {
  return chain([part.type.instance], (draft: Draft, given: object) => {
    append(draft.json, field, part.print(given), most);
  });
}

export function append(json: Json, field: string, value: unknown, most = Infinity): void {
  const list = listIn(json, field);
  if (list.length >= most) throw exception(`A card may hold at most ${most} ${field} in one place.`);
  json[field] = [...list, value];
}

export function listIn(json: Json, field: string): readonly unknown[] {
  const list = json[field];
  return Array.isArray(list) ? list : [];
}

/** Lists are replaced, never changed in place, so that one level is enough. */
function copy(json: Json): Json {
  return { ...json };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
