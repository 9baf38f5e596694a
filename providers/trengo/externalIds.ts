import type { ExternalIdTypes } from '../../flow/customerEvent/segmentCall';

/** By these types RudderStack's Trengo destination knows the IDs of Trengo in a call. */
export const TRENGO_EXTERNAL_IDS: ExternalIdTypes = { contact: 'trengoContactId', channel: 'trengoChannelId' };
