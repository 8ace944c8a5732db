/**
 * Decodes a string in Base64. White space is ignored. The characters `-` and `_` of the URL alphabet are refused, because .NET's
 * `Convert.FromBase64String` refuses them. Returns undefined if the string is not Base64.
 */
export function bytesOfBase64 (text: string): Buffer | undefined {
  // Buffer.from accepts the URL alphabet as well, and skips invalid characters without an error.
  if (/[-_]/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return decodedLength(text) === bytes.length || decodedLength(text.replace(/\s+/g, '')) === bytes.length ? bytes : undefined
}

function decodedLength (text: string): number {
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='))
  return text.length % 4 === 0 ? text.length / 4 * 3 - padding : NaN
}
