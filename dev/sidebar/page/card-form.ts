/** The fields of one card and what Google would send of them. */

export type FormInput =
  | { readonly stringInputs: { readonly value: readonly string[] } }
  | { readonly dateInput: { readonly msSinceEpoch: string } }
  | {
      readonly dateTimeInput: {
        readonly hasDate: boolean;
        readonly hasTime: boolean;
        readonly msSinceEpoch: string;
      };
    }
  | { readonly timeInput: { readonly hours: number; readonly minutes: number } };

export type FormInputs = Readonly<Record<string, FormInput>>;

export interface Field {
  readonly name: string;
  /** Undefined while the field is empty: Google leaves empty fields out. */
  read(): FormInput | undefined;
  /** Puts back what `read` gave, for an action with `persistValues`. */
  write(input: FormInput | undefined): void;
  /** Marks a required field that is empty, or takes the mark away. */
  showMissing(missing: boolean): void;
  focus(): void;
}

export class CardForm {
  readonly #fields: Field[] = [];

  add(field: Field): void {
    this.#fields.push(field);
  }

  collect(): FormInputs {
    const inputs = new Map<string, FormInput>();
    for (const field of this.#fields) {
      const input = field.read();
      if (input !== undefined) inputs.set(field.name, merge(inputs.get(field.name), input));
    }
    return Object.fromEntries(inputs);
  }

  restore(inputs: FormInputs): void {
    for (const field of this.#fields)
      field.write(Object.hasOwn(inputs, field.name) ? inputs[field.name] : undefined);
  }

  /** Marks the empty ones of the named fields, or of all; true when none is empty. */
  checkRequired(names: readonly string[] | "all"): boolean {
    const missing = this.#fields.filter((field) => {
      const isMissing = (names === "all" || names.includes(field.name)) && field.read() === undefined;
      field.showMissing(isMissing);
      return isMissing;
    });
    missing[0]?.focus();
    return missing.length === 0;
  }
}

/** Switches that share a field name add up, as check boxes do. */
function merge(earlier: FormInput | undefined, later: FormInput): FormInput {
  if (earlier === undefined || !("stringInputs" in earlier) || !("stringInputs" in later)) return later;
  return { stringInputs: { value: [...earlier.stringInputs.value, ...later.stringInputs.value] } };
}

export function stringsOf(input: FormInput | undefined): readonly string[] {
  return input !== undefined && "stringInputs" in input ? input.stringInputs.value : [];
}

/** Absent rather than empty. */
export function stringInput(values: readonly string[]): FormInput | undefined {
  return values.length === 0 ? undefined : { stringInputs: { value: values } };
}
