import { readFileSync } from 'node:fs'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { packageFile } from './package-files.js'

const manifest = readFileSync(packageFile('package.json'), 'utf8')

/** The version of this package. */
export const VERSION = Value.Parse(Type.Object({ version: Type.String() }), JSON.parse(manifest)).version

/** Name of the response header with the version of the mock. It distinguishes responses of the mock from responses of the real service. */
export const MOCK_HEADER = 'x-superoffice-mock'

/** Name of the request header that sets a fault, and of the response header that identifies the applied fault. */
export const FAULT_HEADER = 'x-mock-fault'

/** Name of the response header to which `addViolations` adds sentences. */
export const VIOLATIONS_HEADER = `${MOCK_HEADER}-violations`
