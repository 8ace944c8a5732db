import type { Associate, AssociateCarrier } from '../carriers/associate.js'
import type { EntityRights } from '../carriers/entity-rights.js'
import type { FieldProperties } from '../carriers/field-properties.js'
import type { TableRight } from '../carriers/table-right.js'

// In published responses of the real service, the FieldProperties of associates are empty (superoffice-protocol, section 7.2).
const ASSOCIATE_FIELDS: FieldProperties = Object.freeze({})
const ASSOCIATE_RIGHT: TableRight = Object.freeze({ Mask: 'Select, Update, Delete', Reason: '' })

/** Translates the strings of carriers. */
export interface Wording {
  text (stored: string | null): string | null
  /** Returns the carrier of an associate. Returns the same frozen object whenever it is called with the same associate object. */
  associate (associate: Associate | null): AssociateCarrier | null
  /**
   * Returns rights with translated reasons. For the same rights object, TableRight and FieldProperties are always the same frozen objects.
   */
  rights<Entity extends object> (rights: EntityRights<Entity>): EntityRights<Entity>
}

type ShownRights = Pick<EntityRights<object>, 'TableRight' | 'FieldProperties'>

/** Creates the wording that applies `translate` to the strings that users read. */
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

/** The wording that returns strings untranslated: as they are stored, with all languages. */
export const AS_STORED = createWording(stored => stored)
