import { expect, test } from "@jest/globals";
import { firstNameOf } from "../../backend/src/crm/first-name.ts";

test.each([
  ["Ann Lee", "Ann"],
  ["Ann", "Ann"],
  ["Lee, Ann", "Ann"],
  ["van der Berg, Jan-Willem", "Jan-Willem"],
  ["Ann Lee, PhD", "Ann"],
  ["Smith, Jr., Bob", "Bob"],
  ["Dr. Ann Lee", "Ann"],
  ["Prof. Dr. med. Anna Schmidt", "Anna"],
  ["Dipl.-Ing. Jörg Müller", "Jörg"],
  ["Mr John Smith", "John"],
  ["Ann Lee (Acme)", "Ann"],
  ['William "Bill" Gates', "William"],
  ["Ann Lee | Acme", "Ann"],
  ["J. Robert Oppenheimer", "Robert"],
  ["  Łukasz   Nowak ", "Łukasz"],
  ["山田 太郎", "山田 太郎"],
  ["김민수", "김민수"],
  ["Ольга Иванова", "Ольга"],
])("%j is called %j", (name, first) => {
  expect(firstNameOf(name, "Other Ltd")).toBe(first);
});

test.each([
  "",
  " ",
  "ann@acme.example",
  "Dr. Smith",
  "Herr Müller",
  "J. Smith",
  "J. R.",
  "123 456",
  "Acme Ltd",
  "ACME LTD",
  ",",
])("%j tells no first name", (name) => {
  expect(firstNameOf(name, "Acme Ltd")).toBeNull();
});
