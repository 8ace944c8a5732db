/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`test/public-names.test.ts > TAP > /_mock/openapi.json keeps its paths, operation ids, parameters, properties and enums > /_mock/openapi.json 1`] = `
GET /_mock get
  200 Index
  failures 400 401 403 415 500
GET /_mock/state getState
  200 State
  failures 400 401 403 415 500
PUT /_mock/state putState
  body State
  204
  failures 400 401 403 413 415 500 503
POST /_mock/state postState
  body ProviderState
  204
  failures 400 401 403 404 415 500 503
POST /_mock/clear postClear
  204
  failures 400 401 403 415 500 503
POST /_mock/state/{name} postStateByName
  path name: string
  204
  failures 400 401 403 404 415 500 503
POST /_mock/reset postReset
  query All?: boolean
  204
  failures 400 401 403 415 500 503
GET /_mock/snapshots getSnapshots
  200 Snapshots
  failures 400 401 403 415 500
PUT /_mock/snapshots/{name} putSnapshotsByName
  path name: string
  200 Snapshot
  failures 400 401 403 415 500 503
DELETE /_mock/snapshots/{name} deleteSnapshotsByName
  path name: string
  204
  failures 400 401 403 404 415 500
POST /_mock/snapshots/{name}/restore postSnapshotsByNameRestore
  path name: string
  204
  failures 400 401 403 404 415 500
GET /_mock/tenants getTenants
  200 Tenants
  failures 400 401 403 415 500
GET /_mock/tenants/{name} getTenantsByName
  path name: string
  200 object
  failures 400 401 403 415 500
DELETE /_mock/tenants/{name} deleteTenantsByName
  path name: string
  204
  failures 400 401 403 415 500
GET /_mock/clock getClock
  200 Clock
  failures 400 401 403 415 500
PUT /_mock/clock putClock
  body ClockSetting
  200 Clock
  failures 400 401 403 415 500 503
POST /_mock/clock/advance postClockAdvance
  body ClockStep
  200 Clock
  failures 400 401 403 415 500 503
POST /_mock/clock/reset postClockReset
  200 Clock
  failures 400 401 403 415 500
GET /_mock/faults getFaults
  200 Faults
  failures 400 401 403 415 500
POST /_mock/faults postFaults
  body FaultRequest
  201 Fault | Faults
  failures 400 401 403 415 500 503
DELETE /_mock/faults deleteFaults
  204
  failures 400 401 403 415 500
GET /_mock/faults/presets getFaultsPresets
  200 Presets
  failures 400 401 403 415 500
POST /_mock/faults/presets/{name} postFaultsPresetsByName
  path name: "rate-limit" | "maintenance" | "expired-token" | "wrong-subdomain" | "slow" | "flaky"
  body? PresetRequest
  201 Faults
  failures 400 401 403 415 500 503
GET /_mock/faults/{id} getFaultsById
  path id: integer
  200 Fault
  failures 400 401 403 404 415 500
DELETE /_mock/faults/{id} deleteFaultsById
  path id: integer
  204
  failures 400 401 403 415 500
GET /_mock/rights getRights
  200 Rights
  failures 400 401 403 415 500
POST /_mock/rights postRights
  body RightsRule
  201 ListedRightsRule
  failures 400 401 403 415 500 503
DELETE /_mock/rights deleteRights
  204
  failures 400 401 403 415 500
GET /_mock/rights/{id} getRightsById
  path id: integer
  200 ListedRightsRule
  failures 400 401 403 404 415 500
DELETE /_mock/rights/{id} deleteRightsById
  path id: integer
  204
  failures 400 401 403 415 500
GET /_mock/journal getJournal
  query Method?: string
  query Path?: string
  query Status?: string
  query Unmatched?: boolean
  query Since?: string
  query Limit?: integer
  query Format?: "json" | "har"
  200 Journal | Har
  failures 400 401 403 415 500
DELETE /_mock/journal deleteJournal
  204
  failures 400 401 403 415 500
GET /_mock/journal/{id} getJournalById
  path id: integer
  200 JournalEntry
  failures 400 401 403 404 415 500
POST /_mock/journal/verify postJournalVerify
  body Verification
  200 VerificationResult
  failures 400 401 403 415 500
GET /_mock/journal/stream getJournalStream
  query Method?: string
  query Path?: string
  query Status?: string
  query Unmatched?: boolean
  query Since?: string
  200 text/event-stream: string
  failures 400 401 403 415 500
GET /_mock/metrics getMetrics
  200 text/plain: string
  failures 400 401 403 415 500
GET /_mock/pictures getPictures
  query owner?: "Product" | "Person" | "Project" | "Contact"
  query after?: integer
  query limit?: integer
  200 Pictures
  failures 400 401 403 415 500
schema Index:
  Version: string
  Tenant: string
  Document: string
  Routes: list of
    Method: string
    Path: string
    Summary: string
schema ErrorBody: ControlError | FrameworkError
schema ControlError:
  Error: true
  ErrorType: string
  Message: string
schema FrameworkError:
  Message: string
  MessageDetail?: string
schema State:
  Administrator?:
    AssociateId?: integer
    Name?: string
    PersonId?: integer
    Rank?: integer
    Tooltip?: string | null
    Type?: "Unknown" | "InternalAssociate" | "ResourceAssociate" | "ExternalAssociate" | "AnonymousAssociate" | "SystemAssociate"
    GroupIdx?: integer
    FullName?: string | null
    FormalName?: string | null
    Deleted?: boolean
    EjUserId?: integer
    UserName?: string | null
  Callers?: list of
    AssociateId: integer
    Name: string
    PersonId?: integer
    Rank?: integer
    Tooltip?: string | null
    Type?: "Unknown" | "InternalAssociate" | "ResourceAssociate" | "ExternalAssociate" | "AnonymousAssociate" | "SystemAssociate"
    GroupIdx?: integer
    FullName?: string | null
    FormalName?: string | null
    Deleted?: boolean
    EjUserId?: integer
    UserName?: string | null
  Products: list of
    ProductId: integer
    ERPProductKey?: string | null
    ERPPriceListKey?: string | null
    Name: string | null
    Description?: string | null
    Code?: string | null
    PriceUnit?: string | null
    QuantityUnit?: string | null
    IsSubscription?: boolean
    SubscriptionUnit?: string | null
    DefaultSubscriptionQuantity?: number
    ItemNumber?: string | null
    Url?: string | null
    ProductCategoryKey?: string | null
    ProductFamilyKey?: string | null
    ProductTypeKey?: string | null
    VAT?: number
    VATInfo?: string | null
    UnitCost?: number
    UnitMinimumPrice?: number
    UnitListPrice?: number
    InAssortment?: boolean
    Supplier?: string | null
    SupplierCode?: string | null
    Rights?: string | null
    Rule?: string | null
    ExtraInfo?: list of
      Name?: string | null
      Value?: string | null
      Type?: "String" | "Url" | "Image"
    RawExtraInfo?: string | null
    ExtraField1?: string | null
    ExtraField2?: string | null
    ExtraField3?: string | null
    ExtraField4?: string | null
    ExtraField5?: string | null
    InStock?: number
    RegisteredDate?: string
    RegisteredBy?:
      AssociateId: integer
      Name: string | null
      PersonId: integer
      Rank: integer
      Tooltip: string | null
      Type: "Unknown" | "InternalAssociate" | "ResourceAssociate" | "ExternalAssociate" | "AnonymousAssociate" | "SystemAssociate"
      GroupIdx: integer
      FullName: string | null
      FormalName: string | null
      Deleted: boolean
      EjUserId: integer
      UserName: string | null
    UpdatedDate?: string
    UpdatedBy?: State.Products.RegisteredBy
    ImageInfo?:
      BlobId?: integer
      BlobSize?: integer
      Description?: string | null
      ExtraInfo?: string | null
      IsEncrypted?: boolean
      IsZipped?: boolean
      MimeType?: string | null
      OriginalSize?: integer
      CreatedDate?: string
      UpdatedDate?: string
      CreatedBy?: State.Products.RegisteredBy
      UpdatedBy?: State.Products.RegisteredBy
      ConceptualType?: string | null
      Bytes?: string
  Persons?: list of
    Id: integer
    Name?: string | null
    ImageInfo?: State.Products.ImageInfo
  Projects?: list of State.Persons
  Contacts?: list of State.Persons
  ProductCategories?: list of
    Id: integer
    Name: string | null
    Tooltip?: string | null
    Deleted?: boolean
    Rank?: integer
  ProductFamilies?: list of State.ProductCategories
  ProductTypes?: list of State.ProductCategories
  PriceLists?: list of
    PriceListId: integer
    ERPPriceListKey?: string | null
    QuoteConnectionId?: integer
    Name: string | null
    Description?: string | null
    Currency?: string | null
    CurrencyName?: string | null
    ValidFrom?: string
    ValidTo?: string
    IsActive?: boolean
  NextIds?:
    Product?: integer
    Blob?: integer
  Blobs?: list of
    BlobId?: integer
    BlobSize?: integer
    Description?: string | null
    ExtraInfo?: string | null
    IsEncrypted?: boolean
    IsZipped?: boolean
    MimeType?: string | null
    OriginalSize?: integer
    CreatedDate?: string
    UpdatedDate?: string
    CreatedBy?: State.Products.RegisteredBy
    UpdatedBy?: State.Products.RegisteredBy
    ConceptualType?: string | null
    Bytes?: string
    ImageOf?: list of integer
    ThumbnailOf?: list of integer
    Links?: list of
      Link: "PersonImage" | "ProjectImage" | "ProductImage" | "ProductThumbnail" | "ContactImage"
      OwnerId: integer
    MediaType?: "image/jpeg" | "image/png" | "image/gif" | "image/tiff" | null
schema ProviderState:
  state: string
  action?: "setup" | "teardown"
  consumer?: any
  params?: any
schema Snapshots:
  Snapshots: list of Snapshot
schema Snapshot:
  Name: string
  TakenAt: string
  Products: integer
  Blobs: integer
  Callers: integer
schema Tenants:
  Tenants: list of
    Name: string
    Products: integer
    Blobs: integer
    Callers: integer
schema Clock:
  Now: string
  Frozen: boolean
  Adjusted: boolean
schema ClockSetting:
  Now?: string
  Frozen?: boolean
schema ClockStep:
  Seconds?: number
  Duration?: string
schema Faults:
  Faults: list of Fault
schema Fault:
  Id: integer
  Preset?: string
  Met: integer
  Applied: integer
  ActionsApplied: list of integer
  Rule: FaultRule
schema FaultRule:
  Match?:
    Method?: string
    Path?: string
    Query?:
      Name: string
      Value?: string
    Header?: FaultRule.Match.Query
    Body?:
      Property: string
      Value?: string | number | boolean
    Call?: integer
    EveryCall?: integer
    Probability?: number
    Seed?: integer
    Quota?:
      Calls: integer
      Seconds: integer
      Per?: "Tenant" | "Caller"
  Actions: list of
    Action: "Delay" | "Answer" | "Drop" | "Reset" | "Truncate" | "Malform" | "Trickle"
    Phase?: "before" | "after"
    Distribution?: "fixed" | "uniform" | "lognormal"
    Milliseconds?: integer
    MaxMilliseconds?: integer
    Sigma?: number
    Status?: integer
    RetryAfter?: integer
    Body?: any
    Headers?: { [name]: string }
    Bytes?: integer
    Fraction?: number
    ChunkBytes?: integer
    TotalMilliseconds?: integer
  Times?: integer
  TimeToLiveSeconds?: number
schema FaultRequest:
  Match?:
    Method?: string
    Path?: string
    Query?: FaultRule.Match.Query
    Header?: FaultRule.Match.Query
    Body?: FaultRule.Match.Body
    Call?: integer
    EveryCall?: integer
    Probability?: number
    Seed?: integer
    Quota?: FaultRule.Match.Quota
  Actions?: list of FaultRule.Actions
  Times?: integer
  TimeToLiveSeconds?: number
  Rules?: list of FaultRule
schema Presets:
  Presets: list of Preset
schema Preset:
  Name: string
  Description: string
  Rules: list of FaultRule
schema PresetRequest:
  Match?: FaultRequest.Match
  Times?: integer
  TimeToLiveSeconds?: number
schema Rights:
  Rights: list of ListedRightsRule
schema ListedRightsRule:
  Id: integer
  Rule: RightsRule
schema RightsRule:
  Match?:
    Caller?: string
    ProductId?: integer
    Owner?: "Product" | "Person" | "Project" | "Contact"
    OwnerId?: integer
    Entity?: "BlobEntity" | "Product"
  TableRight?: TableRightRule
  FieldProperties?:
    BlobId?: FieldPropertyRule
    BlobSize?: FieldPropertyRule
    Description?: FieldPropertyRule
    ExtraInfo?: FieldPropertyRule
    IsEncrypted?: FieldPropertyRule
    IsZipped?: FieldPropertyRule
    MimeType?: FieldPropertyRule
    OriginalSize?: FieldPropertyRule
    CreatedDate?: FieldPropertyRule
    UpdatedDate?: FieldPropertyRule
    CreatedBy?: FieldPropertyRule
    UpdatedBy?: FieldPropertyRule
    ConceptualType?: FieldPropertyRule
    ProductId?: FieldPropertyRule
    ERPProductKey?: FieldPropertyRule
    ERPPriceListKey?: FieldPropertyRule
    Name?: FieldPropertyRule
    Code?: FieldPropertyRule
    PriceUnit?: FieldPropertyRule
    QuantityUnit?: FieldPropertyRule
    IsSubscription?: FieldPropertyRule
    SubscriptionUnit?: FieldPropertyRule
    DefaultSubscriptionQuantity?: FieldPropertyRule
    ItemNumber?: FieldPropertyRule
    Url?: FieldPropertyRule
    ProductCategoryKey?: FieldPropertyRule
    ProductFamilyKey?: FieldPropertyRule
    ProductTypeKey?: FieldPropertyRule
    VAT?: FieldPropertyRule
    VATInfo?: FieldPropertyRule
    UnitCost?: FieldPropertyRule
    UnitMinimumPrice?: FieldPropertyRule
    UnitListPrice?: FieldPropertyRule
    InAssortment?: FieldPropertyRule
    Supplier?: FieldPropertyRule
    SupplierCode?: FieldPropertyRule
    Rights?: FieldPropertyRule
    Rule?: FieldPropertyRule
    RawExtraInfo?: FieldPropertyRule
    ExtraField1?: FieldPropertyRule
    ExtraField2?: FieldPropertyRule
    ExtraField3?: FieldPropertyRule
    ExtraField4?: FieldPropertyRule
    ExtraField5?: FieldPropertyRule
    InStock?: FieldPropertyRule
schema TableRightRule:
  Mask: string
  Reason?: string
schema FieldPropertyRule:
  FieldRight: FieldRightRule
schema FieldRightRule: TableRightRule
schema Journal:
  Entries: list of JournalEntry
  Dropped: integer
schema JournalEntry:
  Id: integer
  Time: string
  Method: string
  Path: string
  Query: string
  Route: string | null
  Caller: string | null
  Status: integer | null
  Milliseconds: number
  FaultId: integer | null
  Reason: string | null
  Violations: string | null
  Request:
    Headers: { [name]: string }
    Body: string | null
    BodyBytes: integer | null
    BodyKept: "all" | "beginning" | "none"
  Response: JournalEntry.Request
schema Har:
  log:
    version: "1.2"
    creator:
      name: string
      version: string
    entries: list of
      startedDateTime: string
      time: number
      request:
        method: string
        url: string
        httpVersion: string
        cookies: list of
          name: string
          value: string
        headers: list of Har.log.entries.request.cookies
        headersSize: integer
        bodySize: integer
        queryString: list of Har.log.entries.request.cookies
        postData?:
          mimeType: string
          text?: string
          _encoding?: "base64"
          comment?: string
      response:
        status: integer
        statusText: string
        httpVersion: string
        cookies: list of Har.log.entries.request.cookies
        headers: list of Har.log.entries.request.cookies
        headersSize: integer
        bodySize: integer
        content:
          size: integer
          mimeType: string
          text?: string
          encoding?: "base64"
          comment?: string
        redirectURL: string
      cache:
      timings:
        send: number
        wait: number
        receive: number
      _resourceType: "fetch"
      comment?: string
schema Verification:
  Match?:
    Method?: string
    Path?: string
    Status?: integer | string
    Header?: FaultRule.Match.Query
    Query?: FaultRule.Match.Query
    Body?: any
    Caller?: string
    FaultId?: integer
    Unmatched?: boolean
  Sequence?: list of Verification.Match
  Times?:
    Exactly?: integer
    AtLeast?: integer
    AtMost?: integer
  Since?: integer | string
  WaitForMilliseconds?: integer
schema VerificationResult:
  Held: boolean
  Count: integer
  Unknown: integer
  Message: string
  Nearest:
    Entry: JournalEntry
    Differences: list of
      Field: string
      Expected: any
      Came: any
schema Pictures:
  Pictures: list of
    ProductId?: integer
    Owner: "Product" | "Person" | "Project" | "Contact"
    OwnerId: integer
    Name: string | null
    BlobId: integer
    Description: string | null
    MimeType: string | null
    OriginalSize: integer
    UpdatedDate: string
    HasImage: boolean
  Next: integer | null
response headers x-superoffice-mock, Vary, WWW-Authenticate
security schemes token
`

exports[`test/public-names.test.ts > TAP > /openapi.json keeps its paths, operation ids, parameters, properties and enums > /openapi.json 1`] = `
GET /health getHealth
  200 Status
  failures
GET /ready getReady
  200 Status
  503 Status
  failures
GET /api getApi
  200 ApiVersion
  failures default
GET /api/v1 getApiV1
  200 { [name]: { [name]: string } }
  failures default
GET /api/state/{tenant} getApiStateByTenant
  path tenant: string
  200 TenantState
  failures default
GET /api/v1/Product/default v1Product_DefaultProduct
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 Product
  failures 400 401 403 406 500 default
POST /api/v1/Product v1Product_PostProduct
  query $select?: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body ProductBody
  200 Product
  failures 400 401 403 406 409 413 415 500 503 default
GET /api/v1/Product v1Product_GetAll
  query $select?: string
  query $filter?: string
  query $orderBy?: string
  query $entities?: string
  query $top?: integer
  query $skip?: integer
  query $mode?: "Slim"
  query $format?: "JSON" | "XML"
  query $jsonSafe?: boolean
  query $output?: "Logical"
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 ProductList
  failures 400 401 403 406 500 default
GET /api/v1/Product/{productId} v1Product_GetProductFromDbId
  query $select?: string
  path productId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 Product
  failures 400 401 403 404 406 500 default
PUT /api/v1/Product/{productId} v1Product_PutProduct
  query $select?: string
  path productId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body ProductBody
  200 Product
  failures 400 401 403 404 406 409 413 415 500 503 default
DELETE /api/v1/Product/{productId} v1Product_DeleteProduct
  path productId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  204
  failures 400 401 403 500 503 default
GET /api/v1/Archive/{archiveProviderName} v1Archive_GetArchive_GET
  query $select?: string
  query $filter?: string
  query $orderBy?: string
  query $entities?: string
  query $top?: integer
  query $skip?: integer
  query $mode?: "Slim"
  query $format?: "JSON" | "XML"
  query $jsonSafe?: boolean
  query $output?: "Logical"
  path archiveProviderName: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 ProductList
  failures 400 401 403 404 406 500 default
GET /api/v1/Archive/{archiveProviderName}/$metadata v1Archive_GetArchiveMetadata
  path archiveProviderName: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 ArchiveColumnList
  failures 400 401 403 404 406 500 default
GET /api/v1/Product/{productId}/ImageInfo v1Product_GetImageInfo
  path productId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, If-Modified-Since, x-mock-fault
  200 BlobEntity
  304
  failures 400 401 403 404 406 412 500 default
PUT /api/v1/Product/{productId}/ImageInfo v1Product_PutImageInfo
  path productId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body BlobEntityBody
  200 BlobEntity
  failures 400 401 403 404 406 409 412 413 415 500 503 default
GET /api/v1/Person/{personId}/ImageInfo v1PersonEntity_GetImageInfo
  path personId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, If-Modified-Since, x-mock-fault
  200 BlobEntity
  304
  failures 400 401 403 404 406 412 500 default
PUT /api/v1/Person/{personId}/ImageInfo v1PersonEntity_PutImageInfo
  path personId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body BlobEntityBody
  200 BlobEntity
  failures 400 401 403 404 406 409 412 413 415 500 503 default
GET /api/v1/Project/{projectId}/Imageinfo v1ProjectEntity_GetImageInfo
  path projectId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, If-Modified-Since, x-mock-fault
  200 BlobEntity
  304
  failures 400 401 403 404 406 412 500 default
PUT /api/v1/Project/{id}/ImageInfo v1ProjectEntity_PutImageInfo
  query projectId: integer
  path id: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body BlobEntityBody
  200 BlobEntity
  failures 400 401 403 404 406 409 412 413 415 500 503 default
GET /api/v1/Contact/{contactId}/Imageinfo v1ContactEntity_GetImageInfo
  path contactId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, If-Modified-Since, x-mock-fault
  200 BlobEntity
  304
  failures 400 401 403 404 406 412 500 default
PUT /api/v1/Contact/{contactId}/ImageInfo v1ContactEntity_PutImageInfo
  path contactId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body BlobEntityBody
  200 BlobEntity
  failures 400 401 403 404 406 409 412 413 415 500 503 default
GET /api/v1/Product/{productId}/Image v1Product_GetImage
  query w?: integer
  query h?: integer
  query type?: "JPEG" | "PNG" | "GIF"
  query ifBlank?: "Null" | "Default" | "ClearPixel" | "SrNoPhoto" | "SrNoPhotoWithBorder" | "GenericFileIcon"
  path productId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, If-Modified-Since, x-mock-fault
  200 image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image
  304
  failures 400 401 403 404 412 500 default
DELETE /api/v1/Product/{productId}/Image v1Product_DeleteImageContent
  path productId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  204
  failures 400 401 403 404 412 500 503 default
PUT /api/v1/Product/{productId}/Image v1Product_SaveImage
  path productId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image, multipart/form-data: object
  200 BlobId
  failures 400 401 403 404 406 412 413 415 500 503 default
POST /api/v1/Product/{productId}/Image v1Product_SaveImage_POST
  path productId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image, multipart/form-data: object
  200 BlobId
  failures 400 401 403 404 406 412 413 415 500 503 default
GET /api/v1/Person/{personId}/Image v1PersonEntity_GetImage
  query w?: integer
  query h?: integer
  query type?: "JPEG" | "PNG" | "GIF"
  query ifBlank?: "Null" | "Default" | "ClearPixel" | "SrNoPhoto" | "SrNoPhotoWithBorder" | "GenericFileIcon"
  path personId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, If-Modified-Since, x-mock-fault
  200 image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image
  304
  failures 400 401 403 404 412 500 default
DELETE /api/v1/Person/{personId}/Image v1PersonEntity_DeleteImageContent
  path personId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  204
  failures 400 401 403 404 412 500 503 default
PUT /api/v1/Person/{personId}/Image v1PersonEntity_SaveImage
  path personId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image, multipart/form-data: object
  200 BlobId
  failures 400 401 403 404 406 412 413 415 500 503 default
POST /api/v1/Person/{personId}/Image v1PersonEntity_SaveImage_POST
  path personId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image, multipart/form-data: object
  200 BlobId
  failures 400 401 403 404 406 412 413 415 500 503 default
GET /api/v1/Project/{projectId}/Image v1ProjectEntity_GetImage
  query w?: integer
  query h?: integer
  query type?: "JPEG" | "PNG" | "GIF"
  query ifBlank?: "Null" | "Default" | "ClearPixel" | "SrNoPhoto" | "SrNoPhotoWithBorder" | "GenericFileIcon"
  path projectId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, If-Modified-Since, x-mock-fault
  200 image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image
  304
  failures 400 401 403 404 412 500 default
DELETE /api/v1/Project/{projectId}/Image v1ProjectEntity_DeleteImageContent
  path projectId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  204
  failures 400 401 403 404 412 500 503 default
PUT /api/v1/Project/{projectId}/Image v1ProjectEntity_SaveImage
  path projectId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image, multipart/form-data: object
  200 BlobId
  failures 400 401 403 404 406 412 413 415 500 503 default
POST /api/v1/Project/{projectId}/Image v1ProjectEntity_SaveImage_POST
  path projectId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image, multipart/form-data: object
  200 BlobId
  failures 400 401 403 404 406 412 413 415 500 503 default
GET /api/v1/Contact/{contactId}/Image v1ContactEntity_GetImage
  query w?: integer
  query h?: integer
  query type?: "JPEG" | "PNG" | "GIF"
  query ifBlank?: "Null" | "Default" | "ClearPixel" | "SrNoPhoto" | "SrNoPhotoWithBorder" | "GenericFileIcon"
  path contactId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, If-Modified-Since, x-mock-fault
  200 image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image
  304
  failures 400 401 403 404 412 500 default
DELETE /api/v1/Contact/{contactId}/Image v1ContactEntity_DeleteImageContent
  path contactId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  204
  failures 400 401 403 404 412 500 503 default
PUT /api/v1/Contact/{contactId}/Image v1ContactEntity_SaveImage
  path contactId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image, multipart/form-data: object
  200 BlobId
  failures 400 401 403 404 406 412 413 415 500 503 default
POST /api/v1/Contact/{contactId}/Image v1ContactEntity_SaveImage_POST
  path contactId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, If-Unmodified-Since, x-mock-fault
  body image/jpeg: Image, image/png: Image, image/gif: Image, image/tiff: Image, multipart/form-data: object
  200 BlobId
  failures 400 401 403 404 406 412 413 415 500 503 default
POST /api/v1/Agents/BLOB/CreateDefaultBlobEntity v1BLOBAgent_CreateDefaultBlobEntity
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 BlobEntity
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/GetBlobEntity v1BLOBAgent_GetBlobEntity
  query blobEntityId: integer
  query $select?: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 BlobEntityOrNull
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/SaveBlobEntity v1BLOBAgent_SaveBlobEntity
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body BlobEntityBody
  200 BlobEntity
  failures 400 401 403 406 413 415 500 503 default
POST /api/v1/Agents/BLOB/DeleteBlobEntity v1BLOBAgent_DeleteBlobEntity
  query BlobEntityId: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/GetBlobStream v1BLOBAgent_GetBlobStream
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetBlobStreamRequest
  200 Bytes
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/SetBlobStream v1BLOBAgent_SetBlobStream
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body SetBlobStreamRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/SaveImageStream v1BLOBAgent_SaveImageStream
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body SaveImageStreamRequest
  200 BlobId
  failures 400 401 403 406 413 415 500 503 default
POST /api/v1/Agents/BLOB/SaveProjectImage v1BLOBAgent_SaveProjectImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body SaveProjectImageRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/GetBlobEntityOnProduct v1BLOBAgent_GetBlobEntityOnProduct
  query $select?: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetBlobEntityOnProductRequest
  200 BlobEntityOrNull
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/GetProductImage v1BLOBAgent_GetProductImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetProductImageRequest
  200 Bytes
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/SetProductImage v1BLOBAgent_SetProductImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body SetProductImageRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/ChangeProductImage v1BLOBAgent_ChangeProductImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body ChangeProductImageRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/GetBlobEntityOnPerson v1BLOBAgent_GetBlobEntityOnPerson
  query $select?: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetBlobEntityOnPersonRequest
  200 BlobEntityOrNull
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/GetPersonImage v1BLOBAgent_GetPersonImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetPersonImageRequest
  200 Bytes
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/GetPersonImageWithSize v1BLOBAgent_GetPersonImageWithSize
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetPersonImageWithSizeRequest
  200 Bytes
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/SetPersonImage v1BLOBAgent_SetPersonImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body SetPersonImageRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/ChangePersonImage v1BLOBAgent_ChangePersonImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body ChangePersonImageRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/GetBlobEntityOnProject v1BLOBAgent_GetBlobEntityOnProject
  query $select?: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetBlobEntityOnProjectRequest
  200 BlobEntityOrNull
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/GetProjectImage v1BLOBAgent_GetProjectImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetProjectImageRequest
  200 Bytes
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/GetProjectImageWithSize v1BLOBAgent_GetProjectImageWithSize
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetProjectImageWithSizeRequest
  200 Bytes
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/SetProjectImage v1BLOBAgent_SetProjectImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body SetProjectImageRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/ChangeProjectImage v1BLOBAgent_ChangeProjectImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body ChangeProjectImageRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/GetBlobEntityOnContact v1BLOBAgent_GetBlobEntityOnContact
  query $select?: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetBlobEntityOnContactRequest
  200 BlobEntityOrNull
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/GetContactImage v1BLOBAgent_GetContactImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetContactImageRequest
  200 Bytes
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/GetContactImageWithSize v1BLOBAgent_GetContactImageWithSize
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetContactImageWithSizeRequest
  200 Bytes
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/SetContactImage v1BLOBAgent_SetContactImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body SetContactImageRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/ChangeContactImage v1BLOBAgent_ChangeContactImage
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body ChangeContactImageRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/BLOB/GetProductThumbnail v1BLOBAgent_GetProductThumbnail
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetProductThumbnailRequest
  200 Bytes
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/BLOB/SetProductThumbnail v1BLOBAgent_SetProductThumbnail
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body SetProductThumbnailRequest
  204
  failures 400 401 403 413 415 500 503 default
POST /api/v1/Agents/Archive/GetArchiveListByColumns v1ArchiveAgent_GetArchiveListByColumns
  query $select?: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetArchiveListByColumnsRequest
  200 ArrayOfArchiveListItem
  failures 400 401 403 406 413 415 500 default
POST /api/v1/Agents/Archive/GetArchiveListByColumns2 v1ArchiveAgent_GetArchiveListByColumns2
  query $select?: string
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  body GetArchiveListByColumns2Request
  200 ArrayOfArchiveListItem
  failures 400 401 403 406 413 415 500 default
GET /api/v1/List/ProductCategory/Items v1ProductCategoryList_GetAll
  query includeDeleted?: boolean
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 ArrayOfListItemEntity
  failures 400 401 403 406 500 default
GET /api/v1/List/ProductFamily/Items v1ProductFamilyList_GetAll
  query includeDeleted?: boolean
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 ArrayOfListItemEntity
  failures 400 401 403 406 500 default
GET /api/v1/List/ProductType/Items v1ProductTypeList_GetAll
  query includeDeleted?: boolean
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 ArrayOfListItemEntity
  failures 400 401 403 406 500 default
GET /api/v1/PriceList v1PriceList_GetAll
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 ArrayOfPriceList
  failures 400 401 403 406 500 default
GET /api/v1/User/currentPrincipal v1User_GetCurrentPrincipal
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 SoPrincipalCarrier
  failures 400 401 403 406 500 503 default
POST /api/v1/Agents/User/GetCurrentPrincipal v1UserAgent_GetCurrentPrincipal
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 SoPrincipalCarrier
  failures 400 401 403 406 500 503 default
GET /api/v1/TimeZone v1TimeZone_GetTimeZonesArchive
  query $top?: integer
  query $skip?: integer
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 TimeZoneList
  failures 400 401 403 406 500 default
GET /api/v1/TimeZone/current v1TimeZone_GetCurrentTimeZone
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 TimeZoneData
  failures 400 401 403 406 500 default
GET /api/v1/TimeZone/base v1TimeZone_GetBaseTimeZone
  headers SO-AppToken, Accept-Language, SO-Language, SO-Culture, SO-TimeZone, x-mock-fault
  200 TimeZoneData
  failures 400 401 403 406 500 default
schema Status:
  status: "alive" | "ready" | "not ready"
  reason?: string
schema ApiVersion:
  v1: string
  NetServerVersion: string
  NetServerAssembly: string
  NetServerDate: string
  NetServerLabel: string
  NetServer: string
  Services: string
  ServicesCurrent: string
  Version: string
schema ErrorBody: SuperOfficeError | FrameworkError
schema SuperOfficeError:
  Error: true
  ErrorType: string
  Message: string
  ErrorSource: string
schema FrameworkError:
  Message: string
  MessageDetail?: string
schema TenantState:
  ContextIdentifier: string
  Endpoint: string
  State: string
  IsRunning: boolean
  ValidUntil: string
  Api: string
schema Product:
  ProductId: integer
  ERPProductKey: string | null
  ERPPriceListKey: string | null
  Name: string | null
  Description: string | null
  Code: string | null
  PriceUnit: string | null
  QuantityUnit: string | null
  IsSubscription: boolean
  SubscriptionUnit: string | null
  DefaultSubscriptionQuantity: number
  ItemNumber: string | null
  Url: string | null
  ProductCategoryKey: string | null
  ProductFamilyKey: string | null
  ProductTypeKey: string | null
  VAT: number
  VATInfo: string | null
  UnitCost: number
  UnitMinimumPrice: number
  UnitListPrice: number
  InAssortment: boolean
  Supplier: string | null
  SupplierCode: string | null
  Rights: string | null
  Rule: string | null
  ExtraInfo: list of ProductExtraDataField
  RawExtraInfo: string | null
  ExtraField1: string | null
  ExtraField2: string | null
  ExtraField3: string | null
  ExtraField4: string | null
  ExtraField5: string | null
  InStock: number
  TableRight: TableRight | null
  FieldProperties: FieldProperties | null
schema ProductExtraDataField:
  Name: string | null
  Value: string | null
  Type: "String" | "Url" | "Image"
  TableRight: TableRight | null
  FieldProperties: FieldProperties
schema TableRight:
  Mask: string
  Reason: string
schema FieldProperties: { [name]: FieldProperty }
schema FieldProperty:
  FieldRight: FieldRight
  FieldType: string
  FieldLength: integer
schema FieldRight: TableRight
schema ProductBody:
  ProductId?: integer
  ERPProductKey?: string | null
  ERPPriceListKey?: string | null
  Name?: string | null
  Description?: string | null
  Code?: string | null
  PriceUnit?: string | null
  QuantityUnit?: string | null
  IsSubscription?: boolean
  SubscriptionUnit?: string | null
  DefaultSubscriptionQuantity?: number
  ItemNumber?: string | null
  Url?: string | null
  ProductCategoryKey?: string | null
  ProductFamilyKey?: string | null
  ProductTypeKey?: string | null
  VAT?: number
  VATInfo?: string | null
  UnitCost?: number
  UnitMinimumPrice?: number
  UnitListPrice?: number
  InAssortment?: boolean
  Supplier?: string | null
  SupplierCode?: string | null
  Rights?: string | null
  Rule?: string | null
  ExtraInfo?: list of ProductExtraDataFieldBody
  RawExtraInfo?: string | null
  ExtraField1?: string | null
  ExtraField2?: string | null
  ExtraField3?: string | null
  ExtraField4?: string | null
  ExtraField5?: string | null
  InStock?: number
schema ProductExtraDataFieldBody:
  Name?: string | null
  Value?: string | null
  Type?: "String" | "Url" | "Image"
schema ProductList:
  odata.metadata: string
  odata.nextLink: string | null
  value: list of ProductRow
schema ProductRow:
  PrimaryKey: string
  EntityName: string
  inAssortment?: boolean
  productId?: integer
  priceListId?: integer
  erpProductKey?: string | null
  name?: string | null
  description?: string | null
  code?: string | null
  quantityUnit?: string | null
  priceUnit?: string | null
  subscriptionUnit?: string | null
  defaultSubscriptionQuantity?: number
  isSubscription?: boolean
  itemNumber?: string | null
  url?: string | null
  productCategoryKey?: string | null
  productFamilyKey?: string | null
  productTypeKey?: string | null
  vatInfo?: string | null
  vat?: number
  cost?: number
  minimumPrice?: number
  listPrice?: number
  thumbnail?: string | null
  updatedBy?: string | null
  updatedDate?: string
  registeredBy?: string | null
  registeredDate?: string
  extraField1?: string | null
  extraField2?: string | null
  extraField3?: string | null
  extraField4?: string | null
  extraField5?: string | null
  extraInfo?: string | null
  supplier?: string | null
  supplierCode?: string | null
  priceList/priceListId?: integer
  priceList_priceListId?: integer
  priceList/erpPriceListKey?: string | null
  priceList_erpPriceListKey?: string | null
  priceList/name?: string | null
  priceList_name?: string | null
  priceList/description?: string | null
  priceList_description?: string | null
  priceList/quoteConnection?: string | null
  priceList_quoteConnection?: string | null
  priceList/currency?: string | null
  priceList_currency?: string | null
  priceList/validFrom?: string
  priceList_validFrom?: string
  priceList/validTo?: string
  priceList_validTo?: string
  priceList/isERPCopy?: boolean
  priceList_isERPCopy?: boolean
  priceList/isActive?: boolean
  priceList_isActive?: boolean
  priceList/updatedBy?: string | null
  priceList_updatedBy?: string | null
  priceList/updatedDate?: string
  priceList_updatedDate?: string
  priceList/registeredBy?: string | null
  priceList_registeredBy?: string | null
  priceList/registeredDate?: string
  priceList_registeredDate?: string
  erpPriceListKey?: string | null
  unitCost?: number
  unitMinimumPrice?: number
  unitListPrice?: number
  rights?: string | null
  rule?: string | null
  rawExtraInfo?: string | null
  inStock?: number
schema ArchiveColumnList:
  odata.metadata: string
  odata.nextLink: string | null
  value: list of ArchiveColumn
schema ArchiveColumn:
  PrimaryKey: string
  EntityName: string
  Name: string
  CanRestrictBy: boolean
  RestrictionType: string
  CanOrderBy: boolean
schema BlobEntity:
  BlobId: integer
  BlobSize: integer
  Description: string | null
  ExtraInfo: string | null
  IsEncrypted: boolean
  IsZipped: boolean
  MimeType: string | null
  OriginalSize: integer
  CreatedDate: string
  UpdatedDate: string
  CreatedBy: Associate | null
  UpdatedBy: Associate | null
  ConceptualType: string | null
  TableRight: TableRight
  FieldProperties: FieldProperties
schema Associate:
  AssociateId: integer
  Name: string | null
  PersonId: integer
  Rank: integer
  Tooltip: string | null
  Type: "Unknown" | "InternalAssociate" | "ResourceAssociate" | "ExternalAssociate" | "AnonymousAssociate" | "SystemAssociate"
  GroupIdx: integer
  FullName: string | null
  FormalName: string | null
  Deleted: boolean
  EjUserId: integer
  UserName: string | null
  TableRight: TableRight
  FieldProperties: FieldProperties
schema BlobEntityBody:
  BlobId?: integer
  BlobSize?: integer
  Description?: string | null
  ExtraInfo?: string | null
  IsEncrypted?: boolean
  IsZipped?: boolean
  MimeType?: string | null
  OriginalSize?: integer
  CreatedDate?: string | null
  UpdatedDate?: string | null
  CreatedBy?: AssociateBody | null
  UpdatedBy?: AssociateBody | null
  ConceptualType?: string | null
schema AssociateBody:
  AssociateId?: integer
  Name?: string | null
  PersonId?: integer
  Rank?: integer
  Tooltip?: string | null
  Type?: "Unknown" | "InternalAssociate" | "ResourceAssociate" | "ExternalAssociate" | "AnonymousAssociate" | "SystemAssociate"
  GroupIdx?: integer
  FullName?: string | null
  FormalName?: string | null
  Deleted?: boolean
  EjUserId?: integer
  UserName?: string | null
schema Image: string
schema BlobId: integer
schema BlobEntityOrNull: BlobEntity | null
schema GetBlobStreamRequest:
  BlobEntityId: integer
schema Bytes: string | null
schema SetBlobStreamRequest:
  BlobEntityId: integer
  Stream?: string | null
schema SaveImageStreamRequest:
  Type?: "PersonImage" | "ProjectImage" | "EventImage" | "Thumbnail" | "StatusMonitorImage" | "BatchTask" | "ProductImage" | "ProductThumbnail" | "QuoteLineImage" | "QuoteLineThumbnail" | "AccessToken" | "RefreshToken" | "Dashboard" | "DashboardTile" | "ChatTopicImage" | "FormsBackgroundImage" | "ContactImage" | "DashboardHtmlTileData" | "ExtraTableIcon"
  Image?: string | null
  Description?: string | null
schema SaveProjectImageRequest:
  Image?: string | null
  Description?: string | null
schema GetBlobEntityOnProductRequest:
  ProductId: integer
schema GetProductImageRequest: GetBlobEntityOnProductRequest
schema SetProductImageRequest:
  ProductId: integer
  Image?: string | null
schema ChangeProductImageRequest:
  ProductId: integer
  BlobId: integer
schema GetBlobEntityOnPersonRequest:
  PersonId: integer
schema GetPersonImageRequest: GetBlobEntityOnPersonRequest
schema GetPersonImageWithSizeRequest:
  PersonId: integer
  Width?: integer
  Height?: integer
schema SetPersonImageRequest:
  PersonId: integer
  Image?: string | null
schema ChangePersonImageRequest:
  PersonId: integer
  BlobId: integer
schema GetBlobEntityOnProjectRequest:
  ProjectId: integer
schema GetProjectImageRequest: GetBlobEntityOnProjectRequest
schema GetProjectImageWithSizeRequest:
  ProjectId: integer
  Width?: integer
  Height?: integer
schema SetProjectImageRequest:
  ProjectId: integer
  Image?: string | null
schema ChangeProjectImageRequest:
  ProjectId: integer
  BlobId: integer
schema GetBlobEntityOnContactRequest:
  ContactId: integer
schema GetContactImageRequest: GetBlobEntityOnContactRequest
schema GetContactImageWithSizeRequest:
  ContactId: integer
  Width?: integer
  Height?: integer
schema SetContactImageRequest:
  ContactId: integer
  Image?: string | null
schema ChangeContactImageRequest:
  ContactId: integer
  BlobId: integer
schema GetProductThumbnailRequest: GetBlobEntityOnProductRequest
schema SetProductThumbnailRequest: SetProductImageRequest
schema GetArchiveListByColumnsRequest:
  ProviderName: string
  Columns?: list of string
  SortOrder?: list of ArchiveOrderByInfo
  Restriction?: list of ArchiveRestrictionInfo
  Entities?: list of string
  Page?: integer
  PageSize?: integer
schema ArchiveOrderByInfo:
  Name: string
  Direction?: "ASC" | "DESC" | null
schema ArchiveRestrictionInfo:
  Name: string
  Operator: string
  Values?: list of string
  DisplayValues?: any
  ColumnInfo?: any
  IsActive?: boolean
  SubRestrictions?: any
  InterParenthesis?: integer
  InterOperator?: "None" | "And" | "Or"
  UniqueHash?: any
schema ArchiveListItem:
  EntityName: string
  PrimaryKey: integer
  ColumnData: { [name]: ArchiveColumnData }
  LinkHint: string | null
  StyleHint: string | null
  TableRight: TableRight | null
  FieldProperties: FieldProperties | null
schema ArchiveColumnData:
  DisplayValue: string
  TooltipHint: string
  LinkHint: string
schema GetArchiveListByColumns2Request:
  ProviderName: string
  Columns?: string | null
  SortOrder?: string | null
  Restrictions?: string | null
  Entities?: string | null
  Page?: integer
  PageSize?: integer
schema ListItemEntity:
  Id: integer
  Name: string | null
  Tooltip: string | null
  Deleted: boolean
  UdListDefinitionId: integer
  Rank: integer
  TableRight: TableRight
  FieldProperties: FieldProperties
schema PriceList:
  PriceListId: integer
  ERPPriceListKey: string | null
  QuoteConnectionId: integer
  Name: string | null
  Description: string | null
  Currency: string | null
  CurrencyName: string | null
  ValidFrom: string
  ValidTo: string
  IsActive: boolean
  TableRight: TableRight
  FieldProperties: FieldProperties
schema SoPrincipalCarrier:
  UserType: "Unknown" | "InternalAssociate" | "ResourceAssociate" | "ExternalAssociate" | "AnonymousAssociate" | "SystemAssociate"
  Associate: string | null
  AssociateId: integer
  IsPerson: boolean
  PersonId: integer
  CountryId: integer
  HomeCountryId: integer
  ContactId: integer
  GroupId: integer
  BusinessId: integer
  CategoryId: integer
  ContactOwner: integer
  RoleId: integer
  RoleName: string | null
  RoleDescription: string | null
  RoleType: "Employee" | "ExternalUser" | "Anonymous" | "System"
  Licenses: list of GrantedModuleLicense
  FullName: string | null
  EMailAddress: string | null
  FunctionRights: list of string
  EjUserId: integer
  EjAccessLevel: integer
  EjUserStatus: "StatusNone" | "StatusNormal" | "StatusNotAvailable" | "StatusDeleted" | "StatusReadOnly" | "StatusSpm"
  ProvidedCredentials: list of ProvidedCredential
  SecondaryGroups: list of integer
  DatabaseContextIdentifier: string | null
  UserName: string | null
schema GrantedModuleLicense:
  OwnerId: integer
  OwnerName: string | null
  OwnerDescription: string | null
  ModuleId: integer
  Name: string | null
  Description: string | null
  Version: string | null
  LicenseType: "Unknown" | "SiteLicense" | "SatelliteLicense" | "UserLicense"
  ExtraFlags: integer
  ExtraInfo: string | null
  SortOrder: integer
  LicenseNumber: integer
  IsHidden: boolean
  IsUnrestricted: boolean
  ExpiryDate: string
  TableRight: TableRight | null
  FieldProperties: FieldProperties | null
schema ProvidedCredential:
  Type: string | null
  SearchName: string | null
  DisplayName: string | null
  CredentialId: integer
schema TimeZoneList:
  odata.metadata: string
  odata.nextLink: string | null
  value: list of TimeZoneRow
schema TimeZoneRow:
  PrimaryKey: string
  EntityName: string
  id: integer
  timeZone: string
  country: string
  region: string
  offset: string
  daylight: string
  isActive: boolean
schema TimeZoneData:
  TZLocationID: integer
  Name: string
  TZLocationCode: string
  TZLocationCities: string
  IsoNumber: integer
  TimeZoneSTDRules: { [name]: object }
  TimeZoneDSTRules: { [name]: object }
schema ArrayOfListItemEntity: list of ListItemEntity
schema ArrayOfArchiveListItem: list of ArchiveListItem
schema JsonPatch: list of
  op: "add" | "replace" | "remove" | "test"
  path: string
  value?: any
schema ArrayOfPriceList: list of PriceList
response headers x-superoffice-mock, Vary, x-mock-fault, SO-TimeZone, x-superoffice-mock-violations, WWW-Authenticate, Retry-After, Last-Modified
security schemes basic, soTicket, bearer, xsrf, xsrfCookie
`

exports[`test/public-names.test.ts > TAP > metrics have the names, types and labels in the stored test snapshot > metrics 1`] = `
superoffice_mock_call_duration_seconds histogram
superoffice_mock_call_duration_seconds_bucket{route,method,status,le}
superoffice_mock_call_duration_seconds_sum{route,method,status}
superoffice_mock_call_duration_seconds_count{route,method,status}
superoffice_mock_commit_duration_seconds histogram
superoffice_mock_commit_duration_seconds_bucket{le}
superoffice_mock_commit_duration_seconds_sum
superoffice_mock_commit_duration_seconds_count
superoffice_mock_commit_writes histogram
superoffice_mock_commit_writes_bucket{le}
superoffice_mock_commit_writes_sum
superoffice_mock_commit_writes_count
superoffice_mock_journal_calls gauge
superoffice_mock_journal_calls
superoffice_mock_journal_dropped gauge
superoffice_mock_journal_dropped
superoffice_mock_tenants gauge
superoffice_mock_tenants
`

exports[`test/public-names.test.ts > TAP > settings have the names, flags, variables, types and defaults in the stored test snapshot > settings 1`] = `
port --port SUPEROFFICE_MOCK_PORT (integer) = 3000
host --host SUPEROFFICE_MOCK_HOST (string) = "127.0.0.1"
database --db SUPEROFFICE_MOCK_DATABASE (string) = "superoffice-mock.db"
seed --seed SUPEROFFICE_MOCK_SEED (string | object) = "shipped"
watchSeed --watch-seed SUPEROFFICE_MOCK_WATCH_SEED ("off" | "on") = "off"
seeds --seeds SUPEROFFICE_MOCK_SEEDS (string) = ""
logLevel --log-level SUPEROFFICE_MOCK_LOG_LEVEL ("trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent") = "info"
writePolicy --write-policy SUPEROFFICE_MOCK_WRITE_POLICY ("server" | "client") = "server"
unknownProducts --unknown-products SUPEROFFICE_MOCK_UNKNOWN_PRODUCTS ("accept" | "reject") = "accept"
unknownOwners --unknown-owners SUPEROFFICE_MOCK_UNKNOWN_OWNERS ("accept" | "reject") = "accept"
validation --validation SUPEROFFICE_MOCK_VALIDATION ("service" | "strict" | "warn") = "service"
auth --auth SUPEROFFICE_MOCK_AUTH ("any" | "users" | "off") = "any"
users --users SUPEROFFICE_MOCK_USERS (string | list of any) = ""
installation --installation SUPEROFFICE_MOCK_INSTALLATION ("any" | "onsite" | "online") = "any"
expiredToken --expired-token SUPEROFFICE_MOCK_EXPIRED_TOKEN ("401" | "403") = "401"
corsOrigins --cors-origins SUPEROFFICE_MOCK_CORS_ORIGINS (string) = "*"
putPatch --put-patch SUPEROFFICE_MOCK_PUT_PATCH ("apply" | "entity") = "apply"
notAcceptable --not-acceptable SUPEROFFICE_MOCK_NOT_ACCEPTABLE ("fallback" | "strict") = "fallback"
baseTimeZone --base-time-zone SUPEROFFICE_MOCK_BASE_TIME_ZONE (string) = "UTC"
unknownTimeZone --unknown-time-zone SUPEROFFICE_MOCK_UNKNOWN_TIME_ZONE ("reject" | "ignore") = "reject"
zonedDates --zoned-dates SUPEROFFICE_MOCK_ZONED_DATES ("local" | "utc") = "local"
durability --durability SUPEROFFICE_MOCK_DURABILITY ("process" | "power") = "process"
bodyLimit --body-limit SUPEROFFICE_MOCK_BODY_LIMIT (integer) = 1048576
imageLimit --image-limit SUPEROFFICE_MOCK_IMAGE_LIMIT (integer) = 20971520
errorMessageKey --error-message-key SUPEROFFICE_MOCK_ERROR_MESSAGE_KEY ("Message" | "ErrorMessage") = "Message"
control --control SUPEROFFICE_MOCK_CONTROL ("on" | "off") = "on"
controlToken --control-token SUPEROFFICE_MOCK_CONTROL_TOKEN (string) = ""
controlOrigins --control-origins SUPEROFFICE_MOCK_CONTROL_ORIGINS (string) = "none"
allowedHosts --allowed-hosts SUPEROFFICE_MOCK_ALLOWED_HOSTS (string) = "none"
tls --tls SUPEROFFICE_MOCK_TLS ("off" | "on") = "off"
tlsCert --tls-cert SUPEROFFICE_MOCK_TLS_CERT (string) = ""
tlsKey --tls-key SUPEROFFICE_MOCK_TLS_KEY (string) = ""
tlsPassphraseFile --tls-passphrase-file SUPEROFFICE_MOCK_TLS_PASSPHRASE_FILE (string) = ""
trustProxy --trust-proxy SUPEROFFICE_MOCK_TRUST_PROXY ("off" | "on") = "off"
journalSize --journal-size SUPEROFFICE_MOCK_JOURNAL_SIZE (integer) = 1000
journalPictures --journal-pictures SUPEROFFICE_MOCK_JOURNAL_PICTURES (integer) = 16384
maxTenants --max-tenants SUPEROFFICE_MOCK_MAX_TENANTS (integer) = 10000
metrics --metrics SUPEROFFICE_MOCK_METRICS ("on" | "root" | "off") = "on"
`

exports[`test/public-names.test.ts > TAP > the declarations of the library are those in the stored test snapshot > dist/index.d.ts 1`] = `
type Clock =
  Adjusted: false | true
  Frozen: false | true
  Now: string

type Fault =
  ActionsApplied: number[]
  Applied: number
  Id: number
  Met: number
  Preset?: string
  Rule:
    Actions: FaultAction[]
    Match?:
      Body?:
        Property: string
        Value?: false | number | string | true
      Call?: number
      EveryCall?: number
      Header?:
        Name: string
        Value?: string
      Method?: string
      Path?: string
      Probability?: number
      Query?: Fault.Rule.Match.Header
      Quota?:
        Calls: number
        Per?: "Caller" | "Tenant"
        Seconds: number
      Seed?: number
    TimeToLiveSeconds?: number
    Times?: number

type FaultAction = Altering & { Action: "Malform"; } | Altering & { Action: "Trickle"; ChunkBytes: number; Milliseconds: number; } | Altering & { Action: "Trickle"; TotalMilliseconds: number; } | Altering & { Action: "Truncate"; Bytes?: number | undefined; } | Altering & { Action: "Truncate"; Fraction: number; } | Delayed & { Distribution: "lognormal"; Sigma: number; } | Delayed & { Distribution: "uniform"; MaxMilliseconds: number; } | Delayed & { Distribution?: "fixed" | undefined; } | Phased & OwnResponse & { Action: "Answer"; } & { Status: 400 | 401 | 403 | 404 | 408 | 409 | 412 | 421 | 500 | 502 | 504; } | Phased & OwnResponse & { Action: "Answer"; } & { Status: RetryableStatus; RetryAfter?: number | undefined; } | Phased & { Action: "Drop" | "Reset"; }

type FaultRule = Fault.Rule

type FaultStatus = 400 | 401 | 403 | 404 | 408 | 409 | 412 | 421 | 429 | 500 | 502 | 503 | 504

type FieldMask = 364 texts such as "None", "Read", "Write"

type Har =
  log:
    creator:
      name: string
      version: string
    entries: list of
      _resourceType: "fetch"
      cache:
      comment?: string
      request:
        bodySize: number
        cookies: list of
          name: string
          value: string
        headers: list of Har.log.entries.request.cookies
        headersSize: number
        httpVersion: string
        method: string
        postData?:
          _encoding?: "base64"
          comment?: string
          mimeType: string
          text?: string
        queryString: list of Har.log.entries.request.cookies
        url: string
      response:
        bodySize: number
        content:
          comment?: string
          encoding?: "base64"
          mimeType: string
          size: number
          text?: string
        cookies: list of Har.log.entries.request.cookies
        headers: list of Har.log.entries.request.cookies
        headersSize: number
        httpVersion: string
        redirectURL: string
        status: number
        statusText: string
      startedDateTime: string
      time: number
      timings:
        receive: number
        send: number
        wait: number
    version: "1.2"

type Inject = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

type JournalEntry =
  Caller: null | string
  FaultId: null | number
  Id: number
  Method: string
  Milliseconds: number
  Path: string
  Query: string
  Reason: null | string
  Request:
    Body: null | string
    BodyBytes: null | number
    BodyKept: "all" | "beginning" | "none"
    Headers:
      [name]: string
  Response: JournalEntry.Request
  Route: null | string
  Status: null | number
  Time: string
  Violations: null | string

type JournalQuery =
  Limit?: number
  Method?: string
  Path?: string
  Since?: string
  Status?: string
  Unmatched?: false | true

type ListedRightsRule =
  Id: number
  Rule:
    FieldProperties?:
      [name]:
        FieldRight:
          Mask: 364 texts such as "None", "Read", "Write"
          Reason?: string
    Match?:
      Caller?: string
      Entity?: "BlobEntity" | "Product"
      Owner?: "Contact" | "Person" | "Product" | "Project"
      OwnerId?: number
      ProductId?: number
    TableRight?:
      Mask: 1970 texts such as "None", "Update", "FULL"
      Reason?: string

interface MockClock {
    read(): Promise<Clock>;
    freeze(at?: Date | string): Promise<Clock>;
    set(at: Date | string): Promise<Clock>;
    resume(): Promise<Clock>;
    advance(step: number | string): Promise<Clock>;
    reset(): Promise<Clock>;
}

interface MockConnection {
    readonly token?: string;
    readonly tenant?: string;
    readonly certificateAuthority?: string;
}

interface MockControl {
    seed(state: State): Promise<void>;
    dump(): Promise<State>;
    reset(options?: ResetOptions): Promise<void>;
    setUp(name: string): Promise<void>;
    clear(): Promise<void>;
    readonly faults: MockFaults;
    readonly rights: MockRights;
    readonly clock: MockClock;
    readonly snapshots: MockSnapshots;
    readonly journal: MockJournal;
}

declare class MockError extends Error {
    readonly status: number | undefined;
    readonly name = "MockError";
    constructor(message: string, status: number | undefined, options?: ErrorOptions);
}

interface MockFaults {
    add(rule: FaultRule): Promise<Fault>;
    addPreset(name: PresetName, conditions?: PresetRequest): Promise<Fault[]>;
    list(): Promise<Fault[]>;
    remove(id: number): Promise<void>;
    clear(): Promise<void>;
}

interface MockJournal {
    entries(query?: JournalQuery): Promise<JournalEntry[]>;
    har(query?: JournalQuery): Promise<Har>;
    find(id: number): Promise<JournalEntry>;
    clear(): Promise<void>;
    expect(verification: Verification): Promise<VerificationResult>;
    expectNoUnmatched(options?: UnmatchedOptions): Promise<VerificationResult>;
    verify(verification: Verification): Promise<VerificationResult>;
}

interface MockRights {
    add(rule: RightsRule): Promise<ListedRightsRule>;
    list(): Promise<ListedRightsRule[]>;
    remove(id: number): Promise<void>;
    clear(): Promise<void>;
}

interface MockServer extends MockTenant {
    readonly certificateAuthority: string | undefined;
    tenant(name: string): MockTenant;
    tenants(): Promise<TenantCounts[]>;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

interface MockServerSettings {
    readonly port?: number;
    readonly host?: string;
    readonly database?: string;
    readonly seed?: string | State;
    readonly watchSeed?: 'off' | 'on';
    readonly seeds?: string;
    readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
    readonly writePolicy?: 'server' | 'client';
    readonly unknownProducts?: 'accept' | 'reject';
    readonly unknownOwners?: 'accept' | 'reject';
    readonly validation?: 'service' | 'strict' | 'warn';
    readonly auth?: 'any' | 'users' | 'off';
    readonly users?: string | UsersFile;
    readonly installation?: 'any' | 'onsite' | 'online';
    readonly expiredToken?: '401' | '403';
    readonly corsOrigins?: string;
    readonly putPatch?: 'apply' | 'entity';
    readonly notAcceptable?: 'fallback' | 'strict';
    readonly baseTimeZone?: string;
    readonly unknownTimeZone?: 'reject' | 'ignore';
    readonly zonedDates?: 'local' | 'utc';
    readonly durability?: 'process' | 'power';
    readonly bodyLimit?: number;
    readonly imageLimit?: number;
    readonly errorMessageKey?: 'Message' | 'ErrorMessage';
    readonly control?: 'on' | 'off';
    readonly controlToken?: string;
    readonly controlOrigins?: string;
    readonly allowedHosts?: string;
    readonly tls?: 'off' | 'on';
    readonly tlsCert?: string;
    readonly tlsKey?: string;
    readonly tlsPassphraseFile?: string;
    readonly trustProxy?: 'off' | 'on';
    readonly journalSize?: number;
    readonly journalPictures?: number;
    readonly maxTenants?: number;
    readonly metrics?: 'on' | 'root' | 'off';
}

interface MockSnapshots {
    take(name: string): Promise<Snapshot>;
    list(): Promise<Snapshot[]>;
    restore(name: string): Promise<void>;
    remove(name: string): Promise<void>;
}

interface MockTenant extends MockControl {
    readonly name: string;
    readonly url: string;
    readonly inject: Inject;
    remove(): Promise<void>;
}

type PresetName = "expired-token" | "flaky" | "maintenance" | "rate-limit" | "slow" | "wrong-subdomain"

type PresetRequest =
  Match?: Fault.Rule.Match
  TimeToLiveSeconds?: number
  Times?: number

interface ResetOptions {
    readonly all?: boolean | undefined;
}

type RightsRule = ListedRightsRule.Rule

type Snapshot =
  Blobs: number
  Callers: number
  Name: string
  Products: number
  TakenAt: string

type State =
  Administrator?:
    AssociateId?: number
    Deleted?: false | true
    EjUserId?: number
    FormalName?: null | string
    FullName?: null | string
    GroupIdx?: number
    Name?: string
    PersonId?: number
    Rank?: number
    Tooltip?: null | string
    Type?: "AnonymousAssociate" | "ExternalAssociate" | "InternalAssociate" | "ResourceAssociate" | "SystemAssociate" | "Unknown"
    UserName?: null | string
  Blobs?: list of
    BlobId?: number
    BlobSize?: number
    Bytes?: string
    ConceptualType?: null | string
    CreatedBy?: | null
      AssociateId: number
      Deleted: false | true
      EjUserId: number
      FormalName: null | string
      FullName: null | string
      GroupIdx: number
      Name: null | string
      PersonId: number
      Rank: number
      Tooltip: null | string
      Type: "AnonymousAssociate" | "ExternalAssociate" | "InternalAssociate" | "ResourceAssociate" | "SystemAssociate" | "Unknown"
      UserName: null | string
    CreatedDate?: string
    Description?: null | string
    ExtraInfo?: null | string
    ImageOf?: number[]
    IsEncrypted?: false | true
    IsZipped?: false | true
    Links?: list of
      Link: "ContactImage" | "PersonImage" | "ProductImage" | "ProductThumbnail" | "ProjectImage"
      OwnerId: number
    MediaType?: "image/gif" | "image/jpeg" | "image/png" | "image/tiff" | null
    MimeType?: null | string
    OriginalSize?: number
    ThumbnailOf?: number[]
    UpdatedBy?: State.Blobs.CreatedBy | null
    UpdatedDate?: string
  Callers?: list of
    AssociateId: number
    Deleted?: false | true
    EjUserId?: number
    FormalName?: null | string
    FullName?: null | string
    GroupIdx?: number
    Name: string
    PersonId?: number
    Rank?: number
    Tooltip?: null | string
    Type?: "AnonymousAssociate" | "ExternalAssociate" | "InternalAssociate" | "ResourceAssociate" | "SystemAssociate" | "Unknown"
    UserName?: null | string
  Contacts?: list of
    Id: number
    ImageInfo?:
      BlobId?: number
      BlobSize?: number
      Bytes?: string
      ConceptualType?: null | string
      CreatedBy?: State.Blobs.CreatedBy | null
      CreatedDate?: string
      Description?: null | string
      ExtraInfo?: null | string
      IsEncrypted?: false | true
      IsZipped?: false | true
      MimeType?: null | string
      OriginalSize?: number
      UpdatedBy?: State.Blobs.CreatedBy | null
      UpdatedDate?: string
    Name?: null | string
  NextIds?:
    Blob?: number
    Product?: number
  Persons?: list of State.Contacts
  PriceLists?: list of
    Currency?: null | string
    CurrencyName?: null | string
    Description?: null | string
    ERPPriceListKey?: null | string
    IsActive?: false | true
    Name: null | string
    PriceListId: number
    QuoteConnectionId?: number
    ValidFrom?: string
    ValidTo?: string
  ProductCategories?: list of
    Deleted?: false | true
    Id: number
    Name: null | string
    Rank?: number
    Tooltip?: null | string
  ProductFamilies?: list of State.ProductCategories
  ProductTypes?: list of State.ProductCategories
  Products: list of
    Code?: null | string
    DefaultSubscriptionQuantity?: number
    Description?: null | string
    ERPPriceListKey?: null | string
    ERPProductKey?: null | string
    ExtraField1?: null | string
    ExtraField2?: null | string
    ExtraField3?: null | string
    ExtraField4?: null | string
    ExtraField5?: null | string
    ExtraInfo?: list of
      Name?: null | string
      Type?: "Image" | "String" | "Url"
      Value?: null | string
    ImageInfo?: State.Contacts.ImageInfo
    InAssortment?: false | true
    InStock?: number
    IsSubscription?: false | true
    ItemNumber?: null | string
    Name: null | string
    PriceUnit?: null | string
    ProductCategoryKey?: null | string
    ProductFamilyKey?: null | string
    ProductId: number
    ProductTypeKey?: null | string
    QuantityUnit?: null | string
    RawExtraInfo?: null | string
    RegisteredBy?: State.Blobs.CreatedBy | null
    RegisteredDate?: string
    Rights?: null | string
    Rule?: null | string
    SubscriptionUnit?: null | string
    Supplier?: null | string
    SupplierCode?: null | string
    UnitCost?: number
    UnitListPrice?: number
    UnitMinimumPrice?: number
    UpdatedBy?: State.Blobs.CreatedBy | null
    UpdatedDate?: string
    Url?: null | string
    VAT?: number
    VATInfo?: null | string
  Projects?: list of State.Contacts

type TableMask = 1970 texts such as "None", "Update", "FULL"

type TenantCounts =
  Blobs: number
  Callers: number
  Name: string
  Products: number

interface UnmatchedOptions {
    readonly since?: number | string | undefined;
}

type UsersFile = list of
  Associate?:
    Deleted?: false | true
    EjUserId?: number
    FormalName?: null | string
    FullName?: null | string
    GroupIdx?: number
    PersonId?: number
    Rank?: number
    Tooltip?: null | string
    Type?: "AnonymousAssociate" | "ExternalAssociate" | "InternalAssociate" | "ResourceAssociate" | "SystemAssociate" | "Unknown"
    UserName?: null | string
  Name: string
  Password?: string
  Tickets?: string[]
  Tokens?: list of
    Expires?: string
    Token: string

type Verification =
  Match?:
    Body?: unknown
    Caller?: string
    FaultId?: number
    Header?: Fault.Rule.Match.Header
    Method?: string
    Path?: string
    Query?: Fault.Rule.Match.Header
    Status?: number | string
    Unmatched?: false | true
  Sequence?: list of Verification.Match
  Since?: number | string
  Times?:
    AtLeast?: number
    AtMost?: number
    Exactly?: number
  WaitForMilliseconds?: number

declare class VerificationError extends Error {
    #private;
    readonly name = "VerificationError";
    readonly expected?: Readonly<Record<string, unknown>>;
    readonly actual?: Readonly<Record<string, unknown>>;
    constructor(result: VerificationResult);
    get result(): VerificationResult;
}

type VerificationResult =
  Count: number
  Held: false | true
  Message: string
  Nearest: | null
    Differences: list of
      Came: unknown
      Expected: unknown
      Field: string
    Entry: JournalEntry
  Unknown: number

declare function connectMock(url: string | URL, options?: MockConnection): MockServer;

declare function createMockServer(settings?: MockServerSettings): Promise<MockServer>;
`
