import { Type } from '@sinclair/typebox'
import { BLANK_PRODUCT, ProductBodySchema, ProductCarrierSchema } from '../../carriers/product.js'
import { NEW_PRODUCT, completedProduct } from '../../storage/complete-product.js'
import { productCarrier } from './product-carrier.js'
import type { Owner } from '../../carriers/owner.js'
import { NoBody } from '../../carriers/scalars.js'
import type { Config } from '../../config/config.js'
import { ownerNotFound } from '../../errors/api-errors.js'
import { resolveChange, keepProperties } from '../../codec/bodies/change.js'
import { requireRight } from '../../context/rights.js'
import { SelectionSchema, compileSelection } from '../../codec/selection.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'
import { PATCH_FAILURES, READ_FAILURES, STORE_FAILURES, createFailures } from '../failures.js'
import { OwnerIdSchema } from '../picture-owner.js'
import { PRODUCT_SAMPLE, PRODUCT_SAMPLE_RESPONSE } from './sample.js'

export interface ProductOptions {
  readonly store: Store
  readonly config: Pick<Config, 'writePolicy' | 'errorMessageKey'>
}

export const PRODUCT_PATH = '/api/v1/Product'

const tags = ['Product']
const params = Type.Object({ productId: OwnerIdSchema('Product') })
const querystring = SelectionSchema
const body = { ...ProductBodySchema, examples: [PRODUCT_SAMPLE] }

const productOwner = (id: number): Owner => ({ entity: 'Product', id })

const productResponse = (description: string) => ({ ...ProductCarrierSchema, examples: [PRODUCT_SAMPLE_RESPONSE], description })

/**
 * Adds the routes that create, read, change and delete a product, and the one that returns default values. The list of products is in
 * archive/routes.ts.
 */
export const addProductRoutes: Routes<ProductOptions> = (app, { store, config }) => {
  const { failures, negotiatedFailures } = createFailures(config)
  const missing = { 404: 'The product does not exist.' }
  const readSelection = compileSelection(ProductCarrierSchema)

  app.get(`${PRODUCT_PATH}/default`, {
    schema: {
      operationId: 'v1Product_DefaultProduct',
      tags,
      summary: 'Returns a new product with default values',
      response: { 200: productResponse('The new product, which is not stored. Its ProductId is 0.'), ...negotiatedFailures(READ_FAILURES) },
    },
  }, async ({ wording, rights }) => productCarrier(NEW_PRODUCT, wording, rights.ofProduct()))

  app.post(PRODUCT_PATH, {
    schema: {
      operationId: 'v1Product_PostProduct',
      tags,
      summary: 'Creates a product',
      description: 'Returns the product as saved, with its id. The setting SUPEROFFICE_MOCK_WRITE_POLICY determines who sets the id.',
      querystring,
      body,
      response: { 200: productResponse('The product as it was saved.'), ...negotiatedFailures(PATCH_FAILURES) },
    },
  }, async ({ tenant, body, query, caller, now, wording, dates, rights }) => {
    const select = readSelection(query.$select)
    const rightsToNew = rights.ofProduct()
    requireRight(rightsToNew, 'Insert')
    const change = keepProperties(resolveChange(body, BLANK_PRODUCT, BLANK_PRODUCT, dates.read), undefined, rightsToNew.kept)
    const sent = completedProduct(change.body, change.base)
    const created = await store.saveProduct(tenant, {
      productId: undefined,
      caller,
      now,
      wantedId: config.writePolicy === 'client' && sent.ProductId > 0 ? sent.ProductId : undefined,
      revise: (_, { newProductId }) => ({ ...sent, ProductId: newProductId }),
    })
    return select(productCarrier(created, wording, rights.ofProduct(created.ProductId)), dates.write)
  })

  app.get(`${PRODUCT_PATH}/:productId`, {
    schema: {
      operationId: 'v1Product_GetProductFromDbId',
      tags,
      summary: 'Reads a product',
      params,
      querystring,
      response: { 200: productResponse('The product.'), ...negotiatedFailures({ ...READ_FAILURES, ...missing }) },
    },
  }, async ({ tenant, params: { productId }, query, wording, dates, rights: callerRights }) => {
    const select = readSelection(query.$select)
    const found = await store.findProduct(tenant, productId)
    if (found === undefined) throw ownerNotFound(productOwner(productId))
    const rights = callerRights.ofProduct(productId)
    requireRight(rights, 'Select')
    return select(productCarrier(found, wording, rights), dates.write)
  })

  app.put(`${PRODUCT_PATH}/:productId`, {
    schema: {
      operationId: 'v1Product_PutProduct',
      tags,
      summary: 'Replaces a product',
      description: 'The id is taken from the path; the ProductId of the body is ignored.',
      params,
      querystring,
      body,
      response: { 200: productResponse('The product as it was saved.'), ...negotiatedFailures({ ...PATCH_FAILURES, ...missing }) },
    },
  }, async ({ tenant, params: { productId }, body, query, caller, now, wording, dates, rights: callerRights }) => {
    const select = readSelection(query.$select)
    const rights = callerRights.ofProduct(productId)
    const saved = await store.saveProduct(tenant, {
      productId,
      caller,
      now,
      revise (current) {
        if (current === undefined) throw ownerNotFound(productOwner(productId))
        requireRight(rights, 'Update')
        const change = keepProperties(resolveChange(body, current, BLANK_PRODUCT, dates.read), current, rights.kept)
        return { ...completedProduct(change.body, change.base), ProductId: productId }
      },
    })
    return select(productCarrier(saved, wording, rights), dates.write)
  })

  app.delete(`${PRODUCT_PATH}/:productId`, {
    schema: {
      operationId: 'v1Product_DeleteProduct',
      tags,
      summary: 'Deletes a product',
      description: 'Removes its picture and thumbnail as well. Also succeeds if the product does not exist.',
      params,
      response: { 204: NoBody('The product does not exist.'), ...failures({ ...READ_FAILURES, ...STORE_FAILURES }) },
    },
  }, async ({ tenant, params: { productId }, rights, now }, reply) => {
    requireRight(rights.ofProduct(productId), 'Delete')
    // The right to delete the picture is required as well, because `removeProduct` also unlinks the picture.
    requireRight(rights.ofPicture(productOwner(productId)), 'Delete')
    await store.removeProduct(tenant, productId, now)
    return reply.code(204).send()
  })
}
