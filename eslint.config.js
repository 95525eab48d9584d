import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** `strictTypeChecked` everywhere; a rule is switched off in code only with `-- reason` behind the directive. */
export default tseslint.config(
  {
    ignores: ["node_modules/", "addon/dist/", ".data/", "backend/src/db/generated/", "coverage/"],
  },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          "contract/tsconfig.json",
          "addon/tsconfig.json",
          "backend/tsconfig.json",
          "dev/tsconfig.json",
          "dev/sidebar/page/tsconfig.json",
          "test/tsconfig.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/return-await": ["error", "always"],
      // Cards, logs and SQL fragments are full of numbers in templates; only objects and undefined are mistakes there.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      eqeqeq: ["error", "always"],
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        {
          object: "process",
          property: "env",
          message: "The environment is read in backend/src/config.ts only.",
        },
      ],
    },
  },
  {
    // Entry points of the developers' side print; the add-on's only log is Apps Script's console.
    files: ["dev/**/*.ts", "test/**/*.ts", "addon/*.ts", "addon/src/platform/**/*.ts"],
    rules: { "no-console": "off", "no-restricted-properties": "off" },
  },
  {
    files: ["backend/src/config.ts", "backend/src/main.ts", "backend/src/migrate.ts"],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["backend/src/{crm,mail}/**/*.ts"],
    rules: {
      // Pure code is given the time and the dice.
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "The clock is an argument in pure code.",
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: "The clock is an argument in pure code.",
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: "Chance is an argument in pure code.",
        },
      ],
      "no-restricted-globals": ["error", "process", "fetch", "setTimeout", "setInterval"],
    },
  },
  {
    files: ["**/*.js"],
    languageOptions: { globals: { process: "readonly", console: "readonly" } },
  },
);
