import { Type } from '@sinclair/typebox'

const header = (description: string, example: string) => Type.Optional(Type.String({ description, examples: [example] }))

/** The request headers of every documented call (put-product-imageinfo, Request Headers). */
const EVERY_CALL = {
  'Accept-Language': header('The language of texts, when SO-Language is not there.', 'nb, en;q=0.5'),
  'SO-Language': header('The language of texts; *, x, - or nothing gives them as they are stored.', 'de'),
  'SO-Culture': header('A culture; it has no effect on dates and numbers.', 'nb-NO'),
  'SO-TimeZone': header('The time zone of dates by code or id, with or without includeTZOffset.', 'US-NY, includeTZOffset'),
  'If-Unmodified-Since': header('412 when the entity was changed after this date.', 'Mon, 23 Nov 2026 12:00:00 GMT'),
}

/** Request headers of calls that read. */
export const ReadingHeadersSchema = Type.Object({
  ...EVERY_CALL,
  'If-Modified-Since': header('304 when the entity was not changed after this date.', 'Mon, 23 Nov 2026 12:00:00 GMT'),
})

/** Request headers of calls that write. */
export const WritingHeadersSchema = Type.Object(EVERY_CALL)
