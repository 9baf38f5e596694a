import type { IDataObject, ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

import type { TemplateField } from '../../flow/template/fields';
import { templateFields } from '../../flow/template/fields';
import { findTemplate } from '../../flow/template/findTemplate';
import { explained } from '../shared/explained';
import { accountInPanel } from './accountInPanel';
import { FRESH_FOR_PICKING_MS, templatesOf } from './catalog';
import { templateChoice } from './panel';

/** Makes a form of the values that the chosen template needs. */
export async function loadTemplateForm(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await explained(this, async () => {
		const { account, provider } = await accountInPanel(this);
		const language = String((this.getCurrentNodeParameter('options') as IDataObject | undefined)?.language ?? '');
		const choice = templateChoice(this.getCurrentNodeParameter('template'), language.startsWith('=') ? '' : language.trim(), provider);
		if (choice.id === '' && choice.name === '') return { fields: [], emptyFieldsNotice: 'Choose a template first.' };
		if (`${choice.id}${choice.name}`.startsWith('=')) {
			return { fields: [], emptyFieldsNotice: 'An expression chooses the template, so there can be no form. Choose List of Values under Fill In By.' };
		}

		const found = findTemplate(await templatesOf(account, FRESH_FOR_PICKING_MS), choice);
		if ('refusal' in found) return { fields: [], emptyFieldsNotice: `${found.refusal.text} ${found.refusal.advice}` };
		const { unsupported = [] } = found.template;
		if (unsupported.length > 0) {
			return { fields: [], emptyFieldsNotice: `The template has parts that no form can fill in: ${unsupported.join(', ')}. Choose JSON under Fill In By.` };
		}
		return { fields: templateFields(found.template).map(fieldOf), emptyFieldsNotice: 'This template has no values to fill in.' };
	});
}

function fieldOf({ id, label, required }: TemplateField): ResourceMapperField {
	return { id, displayName: label, required, defaultMatch: false, display: true, type: 'string', canBeUsedToMatch: false };
}
