import type { TSchema } from '@sinclair/typebox'

/**
 * .NET writes 0, and doubles whose absolute value is at least LEAST_PLAIN and less than LEAST_LARGE, without an exponent. It also writes
 * larger doubles without an exponent if all digits before the decimal point are significant.
 */
const LEAST_PLAIN = 1e-4
const LEAST_LARGE = 1e15

export const isDouble = (schema: TSchema): boolean => schema['format'] === 'double'

/**
 * Formats a finite double as .NET does with the format "R": the shortest digits that identify it, as in `25`, `0.1`, `1E+21` and `1E-05`.
 */
export function formatDouble (value: number): string {
  const magnitude = Math.abs(value)
  if (magnitude === 0 || (magnitude >= LEAST_PLAIN && magnitude < LEAST_LARGE)) return String(value)
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  const digits = mantissa.replace(/[-.]/g, '').length
  const isPlain = Number(exponent) >= 0 && Number(exponent) < digits
  return isPlain ? String(value) : `${mantissa}E${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`
}

/** Formats a finite double as Newtonsoft's Json.NET does: with a fraction or an exponent, also if it is an integer, as in `25.0`. */
export function writeJsonDouble (value: number): string {
  const text = formatDouble(value)
  return Number.isInteger(value) && !text.includes('E') ? `${text}.0` : text
}
