import { Type } from '@sinclair/typebox'
import { Temporal } from 'temporal-polyfill'
import { DATE_TIME_PATTERN, epochMsOf, isWithinCalendar } from '../../carriers/date-time.js'
import { CALENDAR_FORMAT } from '../../carriers/scalars.js'
import { clockOutOfRange, clockStepAmbiguous, durationInvalid } from '../errors.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'
import { ClockSchema } from './clock-schema.js'

const CLOCK_TAGS = ['Clock']

const SettingSchema = Type.Partial(Type.Object({
  Now: Type.String({
    pattern: DATE_TIME_PATTERN, format: CALENDAR_FORMAT, description: 'How late it is to be; without a zone it is UTC.',
  }),
  Frozen: Type.Boolean({ description: 'Whether it is to stand still.' }),
}), {
  $id: 'ClockSetting',
  xml: { name: 'Clock' },
  additionalProperties: false,
  description: 'What is left out stays as it is.',
  examples: [{ Now: '2026-01-01T00:00:00Z', Frozen: true }],
})

const StepSchema = Type.Partial(Type.Object({
  Seconds: Type.Number({ description: 'Seconds; fewer than 0 go back.' }),
  Duration: Type.String({ description: 'A duration of ISO 8601, by the calendar where it has months: PT1H, P1M, -P1D.' }),
}), {
  $id: 'ClockStep',
  xml: { name: 'ClockStep' },
  additionalProperties: false,
  description: 'Either of the two.',
  examples: [{ Seconds: 3600 }],
})

/**
 * Adds the routes that read and set the clock of a tenant. It determines the dates of saved entities, the expiry of access tokens
 * and the ValidUntil of /api/state.
 */
export const addClockRoutes: ControlRoutes = (app, { clocks, failures }) => {
  const response = { 200: { ...ClockSchema, description: 'How the clock is now.' }, ...failures({}) }
  const responseToChange = { ...response, ...failures({ 400: 'The body is wrong, and the clock was not changed.', ...PLACE_FAILURES }) }

  function show (tenant: string) {
    const { now, isFrozen, isAdjusted } = clocks.read(tenant)
    return { Now: new Date(now).toISOString(), Frozen: isFrozen, Adjusted: isAdjusted }
  }

  function set (tenant: string, now: number, isFrozen: boolean) {
    if (!isWithinCalendar(now)) throw clockOutOfRange()
    clocks.set(tenant, { now, isFrozen })
    return show(tenant)
  }

  app.get('/_mock/clock', {
    schema: { tags: CLOCK_TAGS, summary: 'Says how late it is', response },
  }, async ({ tenant }) => show(tenant))

  app.put('/_mock/clock', {
    schema: { tags: CLOCK_TAGS, summary: 'Sets, freezes or lets run the clock', body: SettingSchema, response: responseToChange },
  }, async ({ tenant, body: { Now, Frozen } }) => {
    const { now, isFrozen } = clocks.read(tenant)
    return set(tenant, Now === undefined ? now : epochMsOf(Now), Frozen ?? isFrozen)
  })

  app.post('/_mock/clock/advance', {
    schema: { tags: CLOCK_TAGS, summary: 'Puts the clock forward, frozen or not', body: StepSchema, response: responseToChange },
  }, async ({ tenant, body }) => {
    const { now, isFrozen } = clocks.read(tenant)
    return set(tenant, advance(now, body), isFrozen)
  })

  app.post('/_mock/clock/reset', {
    schema: { tags: CLOCK_TAGS, summary: 'Goes back to the clock of the machine', response },
  }, async ({ tenant }) => {
    clocks.reset(tenant)
    return show(tenant)
  })
}

interface ClockStep {
  readonly Seconds?: number
  readonly Duration?: string
}

/** @throws ApiError 400 unless the step has either Seconds or a valid Duration, and the result is within the calendar */
function advance (epochMs: number, { Seconds, Duration }: ClockStep): number {
  if (Seconds !== undefined && Duration !== undefined) throw clockStepAmbiguous('both')
  if (Seconds !== undefined) return epochMs + Seconds * 1000
  if (Duration === undefined) throw clockStepAmbiguous('neither')
  const duration = parseDuration(Duration)
  try {
    return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO('UTC').add(duration).epochMilliseconds
  } catch {
    // Temporal throws a RangeError beyond the range of its dates.
    throw clockOutOfRange()
  }
}

function parseDuration (text: string): Temporal.Duration {
  try {
    return Temporal.Duration.from(text)
  } catch {
    throw durationInvalid(text)
  }
}
