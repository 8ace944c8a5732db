import { tooManyTenants } from '../errors/api-errors.js'

/** A map from tenant names to values. `get`, `set` and `delete` are case-insensitive. The keys of iterators are in lower case. */
export class TenantMap<Value> extends Map<string, Value> {
  readonly #spellings = new Map<string, string>()

  override get (tenant: string): Value | undefined {
    return super.get(tenant.toLowerCase())
  }

  override set (tenant: string, value: Value): this {
    const key = tenant.toLowerCase()
    if (!super.has(key)) this.#spellings.set(key, tenant)
    return super.set(key, value)
  }

  override delete (tenant: string): boolean {
    const key = tenant.toLowerCase()
    this.#spellings.delete(key)
    return super.delete(key)
  }

  /** Returns the names in the spelling of the `set` that added them. */
  names (): string[] {
    return [...this.#spellings.values()]
  }

  /**
   * Checks that a value can be set for a tenant.
   * @param kept the noun for the values in the message, such as `fault rules`
   * @throws ApiError 503 if the tenant has no value, and at least `most` tenants have one
   */
  requirePlace (tenant: string, most: number, kept: string): void {
    if (this.size >= most && this.get(tenant) === undefined) throw tooManyTenants(most, kept)
  }
}
