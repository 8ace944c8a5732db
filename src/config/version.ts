import { readFileSync } from 'node:fs'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { packageFile } from './package-files.js'

const text = readFileSync(packageFile('package.json'), 'utf8')

/** The version of this package. */
export const VERSION = Value.Parse(Type.Object({ version: Type.String() }), JSON.parse(text)).version

/** The header, with the version as its value, that tells an answer of the mock from one of the real service. */
export const MOCK_HEADER = 'x-superoffice-mock'

/** The header that names the fault that a call has met. */
export const FAULT_HEADER = 'x-mock-fault'
