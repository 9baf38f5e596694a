import isEmpty from 'lodash/isEmpty';
import isPlainObject from 'lodash/isPlainObject';

import type { MessageEvent, MessageProvider } from '../../flow/message/messageEvent';
import { readClickatellEvents } from '../../providers/clickatell/messageEvents';
import { readInfobipEvents } from '../../providers/infobip/messageEvents';
import { readTrengoEvents } from '../../providers/trengo/messageEvents';
import { readWhatsAppCloudEvents } from '../../providers/whatsAppCloud/messageEvents';
import { formOf } from '../shared/events/form';
import type { Post } from '../shared/events/post';
import { eventTypeOf } from '../shared/events/trengoWebhooks';

/** How the events of each provider are read. */
const READERS: Readonly<Record<MessageProvider, (body: object, post: Post) => MessageEvent[]>> = {
	clickatell: readClickatellEvents,
	infobip: readInfobipEvents,
	trengo: (form, { query, receivedAt }) => readTrengoEvents(form as Record<string, string>, eventTypeOf(query), receivedAt.toISOString()),
	whatsAppCloud: readWhatsAppCloudEvents,
};

/** No provider tells of nearly as much in one POST; to read it would block n8n for seconds. */
const MOST_OBJECTS = 200_000;

function hasTooMany(rawBody: Buffer): boolean {
	let objects = 0;
	for (let at = rawBody.indexOf('{'); at >= 0 && objects <= MOST_OBJECTS; at = rawBody.indexOf('{', at + 1)) objects++;
	return objects > MOST_OBJECTS;
}

/** @returns the events that a provider tells of, each once; none for a body that cannot come from a provider */
export function readEvents(provider: MessageProvider, post: Post): MessageEvent[] {
	const body = provider === 'trengo' ? formOf(post.rawBody) : post.json;
	if (!isPlainObject(body) || isEmpty(body) || hasTooMany(post.rawBody)) return [];
	const events = READERS[provider](body as object, post);
	return [...new Map(events.map((event) => [event.id, event])).values()];
}
