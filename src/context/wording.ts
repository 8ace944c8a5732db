import type { Associate, AssociateCarrier } from '../carriers/associate.js'
import type { EntityRights } from '../carriers/entity-rights.js'
import type { FieldProperties } from '../carriers/field-properties.js'
import type { TableRight } from '../carriers/table-right.js'

// An associate lists no fields of its own in any recorded answer (section 7.2).
const ASSOCIATE_FIELDS: FieldProperties = Object.freeze({})
const ASSOCIATE_RIGHT: TableRight = Object.freeze({ Mask: 'Select, Update, Delete', Reason: '' })

/** How the texts of carriers read. */
export interface Wording {
  text (stored: string | null): string | null
  /** The carrier of an associate. The same frozen object for as long as the associate is the same. */
  associate (associate: Associate | null): AssociateCarrier | null
  /** The rights with their reasons. What carriers show of them are the same frozen objects for as long as the rights are the same. */
  rights<Entity extends object> (rights: EntityRights<Entity>): EntityRights<Entity>
}

type ShownRights = Pick<EntityRights<object>, 'TableRight' | 'FieldProperties'>

/** Makes carriers whose texts, those that users write or see, are what the translation makes of them. */
export function createWording (translate: (stored: string) => string): Wording {
  const carriers = new WeakMap<Associate, AssociateCarrier>()
  const shownRights = new WeakMap<object, ShownRights>()
  const text = (stored: string | null) => stored === null ? null : translate(stored)
  const right = <Right extends TableRight>(stored: Right) => Object.freeze({ ...stored, Reason: translate(stored.Reason) })

  return {
    text,
    associate (associate) {
      if (associate === null) return null
      let carrier = carriers.get(associate)
      if (carrier === undefined) {
        carrier = Object.freeze({
          ...associate,
          Name: text(associate.Name),
          Tooltip: text(associate.Tooltip),
          FullName: text(associate.FullName),
          FormalName: text(associate.FormalName),
          TableRight: ASSOCIATE_RIGHT,
          FieldProperties: ASSOCIATE_FIELDS,
        })
        carriers.set(associate, carrier)
      }
      return carrier
    },
    rights (rights) {
      let shown = shownRights.get(rights)
      if (shown === undefined) {
        shown = {
          TableRight: right(rights.TableRight),
          FieldProperties: Object.freeze(Object.fromEntries(Object.entries(rights.FieldProperties).map(([name, property]) =>
            [name, Object.freeze({ ...property, FieldRight: right(property.FieldRight) })]))),
        }
        shownRights.set(rights, shown)
      }
      return { ...rights, ...shown }
    },
  }
}

/** Texts as they are stored, in all their languages. */
export const AS_STORED = createWording(stored => stored)
