import type { TObject, TSchema } from '@sinclair/typebox'
import { itemsVariant, objectVariant } from './variants.js'

/**
 * Replaces null by "" in those properties of an entity that have the default "", also in nested objects and in objects in lists. Changes
 * the entity in place.
 */
type NullTextRemoval = (entity: object) => void

/** Returns a function that replaces null by "" in entities of a schema. */
export function compileNullTextRemoval (schema: TObject): NullTextRemoval {
  const properties = Object.entries<TSchema>(schema.properties)
  const strings = properties.filter(([, property]) => property.default === '').map(([name]) => name)
  const inner = properties.flatMap(([name, property]) => {
    const object = itemsVariant(property) ?? objectVariant(property)
    return object === undefined ? [] : [{ name, removeInner: compileNullTextRemoval(object) }]
  })

  return function removeNullTexts (entity) {
    const values = Object(entity)
    for (const name of strings) if (values[name] === null) values[name] = ''
    for (const { name, removeInner } of inner) {
      const value = values[name]
      if (Array.isArray(value)) value.forEach(removeInner)
      else if (value !== undefined) removeInner(value)
    }
  }
}
