/** The address of a mock as paths can be put behind it; undefined for what is no address of the web. */
export function mockUrlOf (text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, origin, pathname } = new URL(text)
  return /^https?:$/.test(protocol) ? origin + pathname.replace(/\/+$/, '') : undefined
}

/** The tenant whose address it is: what its path ends with, as `url` of a tenant's handle does. */
export const tenantIn = (address: string): string | undefined => /^\w+:\/\/[^/]+\/(?:.*\/)?([\w-]{1,64})$/.exec(address)?.[1]
