/**
 * Examples of a command, for its help. docs/cli.md contains the examples of the commands that have no subcommands. `test/docs.test.ts` runs
 * the `lines` in docs/cli.md from top to bottom.
 */
interface CommandExamples {
  readonly lines: readonly string[]
  /** Examples that run until they are interrupted. */
  readonly endless: readonly string[]
  /** Examples for a mock with `--tls`. */
  readonly secure: readonly string[]
}

const EXAMPLES: Readonly<Record<string, Partial<CommandExamples>>> = {
  'superoffice-mock': {
    endless: ['superoffice-mock --port 8080 --db :memory:'],
    lines: ['superoffice-mock env --tenant Cust1', 'superoffice-mock journal --status 4xx'],
  },
  'superoffice-mock serve': {
    endless: ['superoffice-mock serve --port 8080 --db :memory:', 'superoffice-mock serve --config mock.json --log-level warn'],
  },
  'superoffice-mock healthcheck': {
    lines: ['superoffice-mock healthcheck', 'superoffice-mock healthcheck --url http://127.0.0.1:3000'],
  },
  'superoffice-mock env': {
    lines: ['eval "$(superoffice-mock env --tenant Cust1)"', 'superoffice-mock env --format dotenv > .env'],
  },
  'superoffice-mock ca': {
    secure: ['superoffice-mock ca > ca.pem', 'superoffice-mock ca --url https://127.0.0.1:3000 > ca.pem'],
  },
  'superoffice-mock help': {
    lines: ['superoffice-mock help faults add'],
  },
  'superoffice-mock seed': {
    lines: ['superoffice-mock seed seed.json --tenant Cust1', 'superoffice-mock dump --tenant Cust1 | superoffice-mock seed - --tenant Cust2'],
  },
  'superoffice-mock dump': {
    lines: ['superoffice-mock dump', 'superoffice-mock dump state.json --tenant Cust1'],
  },
  'superoffice-mock reset': {
    lines: ['superoffice-mock reset', 'superoffice-mock reset --all --tenant Cust1'],
  },
  'superoffice-mock snapshots': {
    lines: ['superoffice-mock snapshots take before-import', 'superoffice-mock snapshots'],
  },
  'superoffice-mock snapshots list': {
    lines: ['superoffice-mock snapshots list --json'],
  },
  'superoffice-mock snapshots take': {
    lines: ['superoffice-mock snapshots take before-import'],
  },
  'superoffice-mock snapshots restore': {
    lines: ['superoffice-mock snapshots restore before-import'],
  },
  'superoffice-mock snapshots remove': {
    lines: ['superoffice-mock snapshots remove before-import'],
  },
  'superoffice-mock tenants': {
    lines: ['superoffice-mock tenants'],
  },
  'superoffice-mock tenants list': {
    lines: ['superoffice-mock tenants list --json'],
  },
  'superoffice-mock tenants remove': {
    lines: ['superoffice-mock tenants remove Cust1'],
  },
  'superoffice-mock clock': {
    lines: ['superoffice-mock clock freeze 2026-01-01T00:00:00Z', 'superoffice-mock clock'],
  },
  'superoffice-mock clock read': {
    lines: ['superoffice-mock clock read --json'],
  },
  'superoffice-mock clock set': {
    lines: ['superoffice-mock clock set 2026-01-01T00:00:00Z'],
  },
  'superoffice-mock clock freeze': {
    lines: ['superoffice-mock clock freeze', 'superoffice-mock clock freeze 2026-01-01T00:00:00Z'],
  },
  'superoffice-mock clock resume': {
    lines: ['superoffice-mock clock resume'],
  },
  'superoffice-mock clock advance': {
    lines: ['superoffice-mock clock advance 3600', 'superoffice-mock clock advance P1DT12H', 'superoffice-mock clock advance -PT30S'],
  },
  'superoffice-mock clock reset': {
    lines: ['superoffice-mock clock reset'],
  },
  'superoffice-mock faults': {
    lines: ['superoffice-mock faults preset slow', 'superoffice-mock faults'],
  },
  'superoffice-mock faults list': {
    lines: ['superoffice-mock faults list --tenant Cust1'],
  },
  'superoffice-mock faults add': {
    lines: [
      'superoffice-mock faults add \'{"Match":{"Method":"PUT"},"Actions":[{"Action":"Answer","Status":503}],"Times":2}\'',
      'superoffice-mock faults add rule.json',
    ],
  },
  'superoffice-mock faults preset': {
    lines: ['superoffice-mock faults preset flaky', 'superoffice-mock faults preset maintenance \'{"Match":{"Method":"PUT"},"Times":1}\''],
  },
  'superoffice-mock faults remove': {
    lines: ['superoffice-mock faults remove 1'],
  },
  'superoffice-mock faults clear': {
    lines: ['superoffice-mock faults clear'],
  },
  'superoffice-mock rights': {
    lines: ['superoffice-mock rights add \'{"Match":{"ProductId":1001},"TableRight":{"Mask":"Select"}}\'', 'superoffice-mock rights'],
  },
  'superoffice-mock rights list': {
    lines: ['superoffice-mock rights list --json'],
  },
  'superoffice-mock rights add': {
    lines: ['superoffice-mock rights add \'{"Match":{"Caller":"tje0"},"TableRight":{"Mask":"Select","Reason":"Read only"}}\''],
  },
  'superoffice-mock rights remove': {
    lines: ['superoffice-mock rights remove 1'],
  },
  'superoffice-mock rights clear': {
    lines: ['superoffice-mock rights clear'],
  },
  'superoffice-mock journal': {
    lines: ['superoffice-mock journal --limit 10', 'superoffice-mock journal --limit 1000 --format har > calls.har', "superoffice-mock journal --method PUT --path '/api/v1/Product/{id}/ImageInfo' --status 4xx"],
    endless: ['superoffice-mock journal --follow --json'],
  },
  'superoffice-mock diff': {
    lines: ['superoffice-mock diff recorded.har --tenant Cust1 --rules rules.json'],
  },
  'superoffice-mock verify': {
    lines: ['superoffice-mock verify \'{"Match":{"Method":"PUT","Status":200},"Times":{"AtMost":1}}\'', 'superoffice-mock verify expected.json'],
  },
}

/** Returns the examples of a command by its full name: `superoffice-mock faults add`. Missing lists are empty. */
export const findExamples = (name: string): CommandExamples => ({ lines: [], endless: [], secure: [], ...EXAMPLES[name] })
