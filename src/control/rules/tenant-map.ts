/** A map by tenant name. Names are case-insensitive. */
export class TenantMap<Value> extends Map<string, Value> {
  override get (tenant: string): Value | undefined {
    return super.get(tenant.toLowerCase())
  }

  override set (tenant: string, value: Value): this {
    return super.set(tenant.toLowerCase(), value)
  }

  override delete (tenant: string): boolean {
    return super.delete(tenant.toLowerCase())
  }
}
