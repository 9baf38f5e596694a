import { templateFields } from './fields';
import type { Template } from './template';

/** A field as it was when a builder filled in the form. */
export interface FormField {
	id: string;
	/** As the form named it. */
	displayName?: string;
}

/**
 * Says how a template has become another one since a form was made from it, so that the form does not fit it any more. An
 * optional part that the form does not have is no such difference: it can be left empty, and builders take such fields out.
 *
 * @returns one sentence for each difference
 */
export function templateChanges(formFields: readonly FormField[], template: Template): string[] {
	const fields = templateFields(template);
	const inForm = new Set(formFields.map(({ id }) => id));
	const inTemplate = new Set(fields.map(({ id }) => id));
	return [
		...fields.filter(({ id, required }) => required && !inForm.has(id)).map(({ label }) => `New in the template: ${label}.`),
		...formFields.filter(({ id }) => !inTemplate.has(id)).map((field) => `No longer in the template: ${nameOf(field)}.`),
	];
}

/**
 * Says of which fields the text around them has changed since a form was made: the form still fits, but what a placeholder
 * stands for may be something else now.
 *
 * @returns one sentence for each such field
 */
export function wordingChanges(formFields: readonly FormField[], template: Template): string[] {
	const labels = new Map(templateFields(template).map(({ id, label }) => [id, label]));
	return formFields.flatMap(({ id, displayName }) => {
		const label = labels.get(id);
		const isChanged = label !== undefined && displayName !== undefined && label !== displayName;
		return isChanged ? [`Now reads otherwise: ${label}. In the form it is: ${displayName}.`] : [];
	});
}

function nameOf({ id, displayName }: FormField): string {
	return displayName || id;
}
