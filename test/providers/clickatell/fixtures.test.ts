import { clickatellTemplates } from '../../../providers/clickatell/templates';
import { UnsendableTemplateError } from '../../../providers/unsendableTemplate';
import { fixturesFor, messageOf, templateFixtures } from '../support/templateFixtures';

const unused = () => Promise.reject(new Error('Nothing is sent here.'));
const { requestOf } = clickatellTemplates(unused, { baseUrl: 'https://platform.clickatell.com' });

const unsent = templateFixtures().filter(({ requests }) => requests.clickatell === undefined);

it.each(fixturesFor('clickatell'))('Clickatell gets $name as its document has it: $about', (fixture) => {
	expect(JSON.parse(requestOf([messageOf(fixture)]).body ?? '')).toEqual({ messages: [fixture.request] });
});

it.each(unsent)('Clickatell has no documented form for $name: $about', (fixture) => {
	expect(() => requestOf([messageOf(fixture)])).toThrow(UnsendableTemplateError);
});
