import type { Template, TemplateButton, TemplateHeader } from '../../../flow/template/template';
import type { Chance } from '../store/randomNumbers';
import { hostileText } from './hostileTexts';
import { templateWith } from './templates';

const FORMATS = ['text', 'image', 'document', 'location', 'gif', 'video'] as const;
const KINDS = ['copyCode', 'flow', 'other', 'phone', 'quickReply', 'url'] as const;

/** @returns a template with any parts, and with texts that somebody wrote to break a reader */
export function hostileTemplate(random: Chance): Template {
	const content = () => ({ header: hostileHeader(random), body: hostileText(random), buttons: hostileButtons(random) });
	return templateWith({ ...content(), cards: Array.from({ length: random.below(4) }, content), hasExpiringOffer: random.below(2) === 0 });
}

function hostileHeader(random: Chance): TemplateHeader | undefined {
	return random.below(4) === 0 ? undefined : { format: random.pick(FORMATS), text: hostileText(random, 5) };
}

function hostileButtons(random: Chance): TemplateButton[] {
	return Array.from({ length: random.below(4) }, () => ({ kind: random.pick(KINDS), text: hostileText(random, 4), url: hostileText(random, 5) }));
}
