import type { IDataObject } from 'n8n-workflow';

import type { OptOutEntry } from '../../flow/optOut/optOuts';

/** What an item tells of an opt-out on the list. */
export function entryView({ address, channel, reason, source, at }: OptOutEntry): IDataObject {
	return { type: address.type, address: address.value, channel, reason, source, at };
}
