import { Type } from '@sinclair/typebox'
import { Temporal } from 'temporal-polyfill'
import { DATE_TIME_PATTERN, parseInstant, isWithinCalendar } from '../../carriers/date-time.js'
import { CALENDAR_FORMAT } from '../../carriers/scalars.js'
import { clockOutOfRange, clockStepAmbiguous, durationInvalid } from '../errors.js'
import { quote } from '../../errors/expectation.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'
import { ClockSchema } from './clock-schema.js'

const CLOCK_TAGS = ['Clock']

const SettingSchema = Type.Partial(Type.Object({
  Now: Type.String({
    pattern: DATE_TIME_PATTERN, format: CALENDAR_FORMAT, description: 'The time to set; UTC if it has no zone.',
  }),
  Frozen: Type.Boolean({ description: 'True to stop the clock, false to let it run.' }),
}), {
  $id: 'ClockSetting',
  xml: { name: 'Clock' },
  additionalProperties: false,
  description: 'The new state of the clock. Omitted properties are unchanged.',
  examples: [{ Now: '2026-01-01T00:00:00Z', Frozen: true }],
})

const StepSchema = Type.Partial(Type.Object({
  Seconds: Type.Number({ description: 'A number of seconds; negative values set the clock back.' }),
  Duration: Type.String({ description: 'An ISO 8601 duration: PT1H, P1M, -P1D. Months and years follow the calendar.' }),
}), {
  $id: 'ClockStep',
  xml: { name: 'ClockStep' },
  additionalProperties: false,
  description: 'Either Seconds or Duration.',
  examples: [{ Seconds: 3600 }],
})

/** Adds the routes that read and set the clock of a tenant. */
export const addClockRoutes: ControlRoutes = (app, { clocks, failures }) => {
  const response = { 200: { ...ClockSchema, description: 'The resulting state of the clock.' }, ...failures({}) }
  const responseToChange = { ...response, ...failures({ 400: 'The body is invalid. The clock was not changed.', ...PLACE_FAILURES }) }

  function show (tenant: string) {
    const { now, isFrozen, isAdjusted } = clocks.read(tenant)
    return { Now: new Date(now).toISOString(), Frozen: isFrozen, Adjusted: isAdjusted }
  }

  async function change (tenant: string, revise: Parameters<typeof clocks.change>[1]) {
    await clocks.change(tenant, revise)
    return show(tenant)
  }

  app.get('/_mock/clock', {
    schema: { tags: CLOCK_TAGS, summary: 'Reads the clock', response },
  }, async ({ tenant }) => show(tenant))

  app.put('/_mock/clock', {
    schema: { tags: CLOCK_TAGS, summary: 'Sets, freezes or resumes the clock', body: SettingSchema, response: responseToChange },
  }, async ({ tenant, body: { Now, Frozen } }) => change(tenant, clock => {
    const isFrozen = Frozen ?? clock.isFrozen
    if (Now === undefined) return isFrozen === clock.isFrozen ? undefined : { now: clock.now, isFrozen }
    return { now: requireWithinCalendar(parseInstant(Now), quote(Now)), isFrozen }
  }))

  app.post('/_mock/clock/advance', {
    schema: { tags: CLOCK_TAGS, summary: 'Advances the clock, whether it is frozen or running', body: StepSchema, response: responseToChange },
  }, async ({ tenant, body }) => change(tenant, ({ now, isFrozen }) => ({ now: advance(now, body), isFrozen })))

  app.post('/_mock/clock/reset', {
    schema: { tags: CLOCK_TAGS, summary: 'Sets the clock to that of the machine', response },
  }, async ({ tenant }) => {
    await clocks.reset(tenant)
    return show(tenant)
  })
}

interface ClockStep {
  readonly Seconds?: number
  readonly Duration?: string
}

/** Returns `epochMs`. Throws if it is NaN or not within the years 1 to 9999. `received` describes the time in the error message. */
function requireWithinCalendar (epochMs: number, received: string): number {
  if (!isWithinCalendar(epochMs)) throw clockOutOfRange(received)
  return epochMs
}

function advance (epochMs: number, { Seconds, Duration }: ClockStep): number {
  if (Seconds !== undefined && Duration !== undefined) throw clockStepAmbiguous('both')
  const before = new Date(epochMs).toISOString()
  if (Seconds !== undefined) return requireWithinCalendar(Math.round(epochMs + Seconds * 1000), `${before} plus ${Seconds} s`)
  if (Duration === undefined) throw clockStepAmbiguous('neither')
  return requireWithinCalendar(addDuration(epochMs, parseDuration(Duration)), `${before} plus ${quote(Duration)}`)
}

/** Adds a duration. Returns NaN if the sum is outside the range of Temporal. */
function addDuration (epochMs: number, duration: Temporal.Duration): number {
  try {
    return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO('UTC').add(duration).epochMilliseconds
  } catch {
    return NaN
  }
}

function parseDuration (text: string): Temporal.Duration {
  try {
    return Temporal.Duration.from(text)
  } catch {
    throw durationInvalid(text)
  }
}
