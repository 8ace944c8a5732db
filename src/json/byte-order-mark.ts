/** The byte order mark. Editors and shells of Windows write it before UTF-8 text, but JSON.parse refuses it. */
const BYTE_ORDER_MARK = /^\uFEFF/

/** Returns the text of a file without a leading byte order mark. */
export const removeByteOrderMark = (text: string): string => text.replace(BYTE_ORDER_MARK, '')
