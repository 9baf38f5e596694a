import { asObject, textIn } from '../answerBody';
import { writtenIn } from '../eventParts';

/** What a person wrote or chose, and what they answer by it. */
export interface InboundAnswer {
	text?: string;
	payload?: string;
	replyTo?: string;
}

type Fields = Record<string, unknown>;

/**
 * @param message an entry of `messages`, of whatever type; of a type that is not known here, nothing but the message
 *   that it answers is read
 */
export function answerIn(message: Fields): InboundAnswer {
	const { text, payload } = contentIn(message);
	const replyTo = textIn(asObject(message.context).id) ?? textIn(asObject(message.reaction).message_id);
	return {
		...(text !== undefined && { text }),
		...(payload !== undefined && { payload }),
		...(replyTo !== undefined && { replyTo }),
	};
}

function contentIn(message: Fields): InboundAnswer {
	switch (message.type) {
		case 'button':
			return { text: writtenIn(asObject(message.button).text), payload: writtenIn(asObject(message.button).payload) };
		case 'interactive':
			return choiceIn(asObject(message.interactive));
		case 'order':
			return { text: writtenIn(asObject(message.order).text) };
		case 'reaction':
			return { text: writtenIn(asObject(message.reaction).emoji) };
		case 'text':
			return { text: writtenIn(asObject(message.text).body) };
		case 'audio':
		case 'document':
		case 'image':
		case 'video':
			return { text: writtenIn(asObject(message[message.type]).caption) };
		default:
			return {};
	}
}

function choiceIn(interactive: Fields): InboundAnswer {
	const flow = asObject(interactive.nfm_reply);
	if (flow.response_json !== undefined) return { text: writtenIn(flow.body), payload: writtenIn(flow.response_json) };
	const { id, title } = asObject(interactive.button_reply ?? interactive.list_reply);
	return { text: writtenIn(title), payload: writtenIn(id) };
}
