/** An approved message template, in the one form that holds for all providers. */
export interface Template {
	/** By which its provider knows it, where that is not name and language. */
	id?: string;
	name: string;
	/** As it was registered, e.g. `en_GB`. */
	language: string;
	/** As the provider says it, in capitals, e.g. `MARKETING`. */
	category?: string;
	/** Whether it may be sent; `warned` when the provider may soon stop it. */
	approval: 'approved' | 'warned' | 'notApproved';
	/** The provider's own word for it, e.g. `FIRST_PAUSED`. */
	status: string;
	header?: TemplateHeader;
	/** The text of its body, with its placeholders. */
	body: string;
	footer?: string;
	/** All buttons, also those that take no value, in their order. */
	buttons: TemplateButton[];
	/** The cards of a carousel. */
	cards?: TemplateCard[];
	/** Whether it is an offer that expires at an instant given with each message. */
	hasExpiringOffer?: boolean;
	/** Parts that no form can fill in, as the provider names them; such a template needs the provider's own JSON. */
	unsupported?: string[];
}

export type MediaFormat = 'document' | 'gif' | 'image' | 'video';

export interface TemplateHeader {
	format: 'location' | 'text' | MediaFormat;
	/** Of a text header, with its placeholder if it has one. */
	text?: string;
}

export interface TemplateButton {
	kind: 'copyCode' | 'flow' | 'other' | 'phone' | 'quickReply' | 'url';
	/** What stands on it. */
	text: string;
	/** Of a URL button; one with a placeholder at its end is dynamic. */
	url?: string;
}

export interface TemplateCard {
	header?: TemplateHeader;
	body: string;
	buttons: TemplateButton[];
}
