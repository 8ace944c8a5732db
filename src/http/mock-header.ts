import { MOCK_HEADER, VERSION } from '../config/version.js'
import type { Step } from './steps.js'

/** Marks every answer as one of the mock's. */
export const markAsMock: Step = (_request, reply) => {
  reply.header(MOCK_HEADER, VERSION)
  return undefined
}
