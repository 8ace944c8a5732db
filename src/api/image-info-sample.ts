import { AssociateSchema, type Associate } from '../carriers/associate.js'
import type { BlobEntityBody } from '../carriers/blob-entity.js'
import { createDefaults } from '../carriers/defaults.js'
import { AS_STORED } from '../context/wording.js'
import { blobEntityCarrier } from './blob-entity-carrier.js'

/** The documented example of a request body (the vendor's page v1Product_PutImageInfo, Sample Request). */
export const IMAGE_INFO_SAMPLE = {
  BlobId: 909,
  BlobSize: 907,
  Description: 'Monitored scalable capacity',
  ExtraInfo: 'et',
  IsEncrypted: true,
  IsZipped: true,
  MimeType: 'similique',
  OriginalSize: 900,
  CreatedDate: '2008-01-30T09:40:59.9670645+01:00',
  UpdatedDate: '2013-10-13T09:40:59.9670645+02:00',
  CreatedBy: {
    AssociateId: 566,
    Name: 'Mann-Purdy',
    PersonId: 993,
    Rank: 22,
    Tooltip: 'corporis',
    Type: 'AnonymousAssociate',
    GroupIdx: 189,
    FullName: 'Soledad Jewess',
    FormalName: "Ruecker, Champlin and O'Reilly",
    Deleted: false,
    EjUserId: 135,
    UserName: 'Lowe LLC',
  },
  UpdatedBy: {
    AssociateId: 554,
    Name: 'Muller, Berge and Maggio',
    PersonId: 41,
    Rank: 289,
    Tooltip: 'omnis',
    Type: 'AnonymousAssociate',
    GroupIdx: 140,
    FullName: 'Tania Russel',
    FormalName: 'Wisoky Group',
    Deleted: false,
    EjUserId: 11,
    UserName: 'Sipes-Gerlach',
  },
  ConceptualType: 'voluptatem',
} satisfies BlobEntityBody

const SAMPLE_CALLER: Associate = {
  ...createDefaults(AssociateSchema),
  AssociateId: 12,
  Name: 'tje0',
  Tooltip: '',
  Type: 'InternalAssociate',
  GroupIdx: 1,
  FullName: 'tje0',
  FormalName: 'tje0',
}

const SAMPLE_DATE = '2026-11-23T12:00:00'

/**
 * Example of a response to a PUT of the sample by SAMPLE_CALLER at SAMPLE_DATE, under WRITE_POLICY=server, for an owner without an image
 * info.
 */
export const IMAGE_INFO_SAMPLE_RESPONSE = blobEntityCarrier({
  ...IMAGE_INFO_SAMPLE, CreatedDate: SAMPLE_DATE, UpdatedDate: SAMPLE_DATE, CreatedBy: SAMPLE_CALLER, UpdatedBy: SAMPLE_CALLER,
}, AS_STORED, stored => stored)
