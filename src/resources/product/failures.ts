import type { Config } from '../../config.js'
import { errorBodySchema } from '../../errors.js'

/** What can go wrong with any call for products, by status, for the document. */
export function failuresOf ({ errorMessageKey }: Pick<Config, 'errorMessageKey'>) {
  const failure = (description: string) => ({ ...errorBodySchema(errorMessageKey), description })
  const calling = {
    400: failure('A parameter or a header is wrong.'),
    401: failure('The caller has no credential that is taken.'),
    403: failure('The access token has expired (EXPIRED_TOKEN=403).'),
    500: failure('The server failed.'),
  }
  const reading = {
    ...calling,
    406: failure('Accept allows no media type that there is (NOT_ACCEPTABLE=strict).'),
  }
  return {
    removing: calling,
    reading,
    writing: {
      ...reading,
      400: failure('A parameter, a header or the body is wrong; every wrong property is named.'),
      409: failure('An operation test of a JSON Patch failed, and nothing was saved.'),
      413: failure('The body is larger than the limit.'),
      415: failure('The body has a media type that is not read.'),
    },
    missing: { 404: failure('There is no such product.') },
  }
}
