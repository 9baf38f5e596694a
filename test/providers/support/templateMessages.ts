import type { FilledTemplate } from '../../../flow/template/filledTemplate';
import type { TemplateMessage } from '../../../flow/template/gateway';

/** A template whose body has the values given, and nothing else. */
export function filled(texts: readonly string[] = [], rest: Partial<FilledTemplate> = {}): FilledTemplate {
	const body = texts.map((text, index) => ({ placeholder: String(index + 1), text }));
	return { id: '4711', name: 'order_shipped', language: 'en', body, buttons: [], ...rest };
}

/** A message to a person, the n-th of many; its ID and its number end with n. */
export function messageTo(n = 1, content: TemplateMessage['content'] = filled(['Ann', 'A-1001'])): TemplateMessage {
	return { messageId: `message-${n}`, to: `+3161234${String(n).padStart(4, '0')}`, content };
}
