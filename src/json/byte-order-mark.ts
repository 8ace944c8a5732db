/**
 * Matches a byte order mark at the beginning of a text. Windows editors and shells can write this mark before UTF-8 text, but JSON.parse
 * refuses it.
 */
const BYTE_ORDER_MARK = /^\uFEFF/

/** Returns `text` without a leading byte order mark. */
export const removeByteOrderMark = (text: string): string => text.replace(BYTE_ORDER_MARK, '')
