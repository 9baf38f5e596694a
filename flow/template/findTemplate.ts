import type { Refusal } from './refusals';
import { refusal } from './refusals';
import type { Template } from './template';

/** By what a template is chosen: by its id, or by its name and, if it has several, its language. */
export interface TemplateKey {
	id: string;
	name: string;
	language: string;
}

/** Nobody reads more of them. */
const MOST_LANGUAGES = 20;

/** @returns the template that is meant, if it may be sent; otherwise why not */
export function findTemplate(templates: readonly Template[], { id, name, language }: TemplateKey): { template: Template } | { refusal: Refusal } {
	const named = templates.filter((template) => (id === '' ? template.name === name : template.id === id));
	if (named.length === 0) return { refusal: notFound(id === '' ? 'name' : 'ID') };

	const inLanguage = language === '' || id !== '' ? named : named.filter((template) => isSameLanguage(template.language, language));
	if (inLanguage.length === 0) {
		const advice = `Choose one of its languages: ${languagesOf(named)}.`;
		return { refusal: refusal('templateNotFound', `The template is not there in the language "${language}".`, advice) };
	}
	if (inLanguage.length > 1) {
		return { refusal: refusal('languageMissing', 'The template has several languages.', `Name one under Language: ${languagesOf(inLanguage)}.`) };
	}
	const [template] = inLanguage;
	if (template.approval === 'notApproved') {
		const text = `The template may not be sent: its status is ${template.status}.`;
		return { refusal: refusal('templateNotApproved', text, "Look at it in the provider's portal, or choose another one.") };
	}
	return { template };
}

function notFound(by: 'ID' | 'name'): Refusal {
	return refusal('templateNotFound', `The account has no template with this ${by}.`, 'Choose one from the list, and check that the credential is that of the right account.');
}

/** People write `en-GB` for `en_GB`. */
function isSameLanguage(one: string, other: string): boolean {
	const plain = (text: string) => text.replaceAll('-', '_').toLowerCase();
	return plain(one) === plain(other);
}

function languagesOf(templates: readonly Template[]): string {
	return templates
		.slice(0, MOST_LANGUAGES)
		.map(({ language }) => language)
		.join(', ');
}
