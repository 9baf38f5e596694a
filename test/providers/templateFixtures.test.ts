import { infobipTemplates } from '../../providers/infobip/templates';
import { UnsendableTemplateError } from '../../providers/unsendableTemplate';
import { whatsAppCloudTemplates } from '../../providers/whatsAppCloud/templates';
import { fixturesFor, messageOf, templateFixtures } from './support/templateFixtures';

const unused = () => Promise.reject(new Error('Nothing is sent here.'));
const infobip = infobipTemplates(unused, { baseUrl: 'https://xyz.api.infobip.com', sender: '+44 7860 099299' });
const meta = whatsAppCloudTemplates(unused, {
	baseUrl: 'https://graph.facebook.com',
	version: 'v23.0',
	phoneNumberId: '106540352242922',
	businessAccountId: '102290129340398',
});

it('There are fixtures of 25 templates and more, each with a name of its own', () => {
	const names = templateFixtures().map(({ name, template }) => [name, template.name]);
	expect(names.length).toBeGreaterThanOrEqual(25);
	expect(names.filter(([file, name]) => file !== name)).toEqual([]);
});

it.each(fixturesFor('infobip'))('Infobip gets $name as its document has it: $about', (fixture) => {
	const { method, url, body } = infobip.requestOf([messageOf(fixture)]);
	expect([method, url]).toEqual(['POST', 'https://xyz.api.infobip.com/whatsapp/1/message/template']);
	expect(JSON.parse(body ?? '')).toEqual({ messages: [fixture.request] });
});

it.each(fixturesFor('whatsAppCloud'))('Meta gets $name as its document has it: $about', (fixture) => {
	const { method, url, body } = meta.requestOf([messageOf(fixture)]);
	expect([method, url]).toEqual(['POST', 'https://graph.facebook.com/v23.0/106540352242922/messages']);
	expect(JSON.parse(body ?? '')).toEqual(fixture.request);
});

it.each(templateFixtures().filter(({ requests }) => requests.infobip === undefined))('Infobip has no form for $name: $about', (fixture) => {
	expect(() => infobip.requestOf([messageOf(fixture)])).toThrow(UnsendableTemplateError);
});
