/** Editors and shells of Windows write this character before UTF-8 text; JSON.parse refuses it. */
const BYTE_ORDER_MARK = /^\uFEFF/

/** Returns the text of a file without the mark before it. */
export const removeByteOrderMark = (text: string): string => text.replace(BYTE_ORDER_MARK, '')
