// The kinds of owners that have pictures.

/**
 * @typedef {object} OwnerKind
 * @property {string} entity the name in the API, for example in paths and in the property `Owner` of list entries
 * @property {string} noun @property {string} plural @property {string} title
 * @property {string} view the hash of the view, without "#"
 * @property {string} adding the label of the button that adds an owner or its picture, and the title of the dialog
 * @property {string} dialog the id of the dialog that this button opens
 * @property {boolean} [isEditable] true if the mock has routes that create, change and delete owners of this kind
 * @property {string} [saveQuery] the name of the query parameter that contains the id of the owner in a request that saves its image info
 */

/** @type {OwnerKind[]} */
export const OWNER_KINDS = [
  { entity: 'Product', noun: 'product', plural: 'products', title: 'Products', view: 'pictures', adding: 'New product', dialog: 'product-dialog', isEditable: true },
  { entity: 'Person', noun: 'person', plural: 'persons', title: 'Persons', view: 'persons', adding: 'Picture of a person', dialog: 'owner-dialog' },
  { entity: 'Project', noun: 'project', plural: 'projects', title: 'Projects', view: 'projects', adding: 'Picture of a project', dialog: 'owner-dialog', saveQuery: 'projectId' },
  { entity: 'Contact', noun: 'contact', plural: 'contacts', title: 'Contacts', view: 'contacts', adding: 'Picture of a contact', dialog: 'owner-dialog' },
]
