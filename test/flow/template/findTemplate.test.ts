import { findTemplate } from '../../../flow/template/findTemplate';
import type { Template } from '../../../flow/template/template';

const template = (change: Partial<Template>): Template => ({ name: 'order', language: 'en', approval: 'approved', status: 'APPROVED', body: 'Hi', buttons: [], ...change });
const templates = [
	template({ id: '1' }),
	template({ id: '2', name: 'welcome', language: 'en_GB' }),
	template({ id: '3', name: 'welcome', language: 'nl' }),
	template({ id: '4', name: 'paused', approval: 'notApproved', status: 'FIRST_PAUSED' }),
	template({ id: '5', name: 'flagged', approval: 'warned', status: 'FLAGGED' }),
];
const find = (key: { id?: string; name?: string; language?: string }) => findTemplate(templates, { id: '', name: '', language: '', ...key });

it.each([
	[{ name: 'order' }, '1'],
	[{ name: 'order', language: 'en' }, '1'],
	[{ name: 'welcome', language: 'nl' }, '3'],
	[{ name: 'welcome', language: 'EN-gb' }, '2'],
	[{ id: '3' }, '3'],
	[{ id: '3', language: 'fr' }, '3'],
	[{ name: 'flagged' }, '5'],
])('%j is template %s', (key, id) => {
	expect(find(key)).toMatchObject({ template: { id } });
});

it.each([
	[{ name: 'gone' }, 'templateNotFound', 'name'],
	[{ id: '99' }, 'templateNotFound', 'ID'],
	[{ name: 'welcome', language: 'fr' }, 'templateNotFound', 'fr'],
	[{ name: 'welcome' }, 'languageMissing', 'languages'],
	[{ name: 'paused' }, 'templateNotApproved', 'FIRST_PAUSED'],
])('%j is refused: %s', (key, code, word) => {
	expect(find(key)).toMatchObject({ refusal: { code, class: 'fixRequest', text: expect.stringContaining(word), advice: expect.stringMatching(/\w+ \w+/) } });
});

it('names the languages that there are', () => {
	for (const key of [{ name: 'welcome' }, { name: 'welcome', language: 'fr' }]) {
		expect(find(key)).toMatchObject({ refusal: { advice: expect.stringContaining('en_GB, nl') } });
	}
});
