import type { MessageEvent, MessageProvider } from '../flow/message/messageEvent';
import { digestOfEvent } from './eventParts';

/**
 * An event that is passed on as it is, because nothing is known of it.
 *
 * @param raw what the provider sent; the same content makes the same id
 * @param type the provider's word for it, if it has one
 */
export function otherEvent(provider: MessageProvider, raw: unknown, type?: string): MessageEvent {
	return { id: digestOfEvent(raw), kind: 'other', provider, at: new Date().toISOString(), ...(type !== undefined && { type }), raw };
}
