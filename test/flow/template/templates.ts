import type { Template } from '../../../flow/template/template';

/** @returns a template with a plain body, and whatever else a test is about */
export function templateWith(parts: Partial<Template>): Template {
	return { name: 'order_shipped', language: 'en', approval: 'approved', status: 'APPROVED', body: 'Your order is on its way.', buttons: [], ...parts };
}

export const IDENTITY = { name: 'order_shipped', language: 'en' };
